check = $(if $(X),,$(error X is needed))
X := $(if $(Y),$(Y),$(error Y is needed))
