"""What programs can do with search."""

from community.search.log import operations as log

declared = (*log.declared,)
