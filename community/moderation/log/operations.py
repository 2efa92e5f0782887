from community.kernel.operations import Api

declared: tuple[Api, ...] = ()
