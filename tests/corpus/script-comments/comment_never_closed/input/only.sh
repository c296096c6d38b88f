# There is no command below this.
