from community.kernel.examples import tag

tag("searches", "The caller's recent searches.")
