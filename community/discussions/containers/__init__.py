"""What threads lie in: a category, a board, a team. Permissions say who may do what in one."""
