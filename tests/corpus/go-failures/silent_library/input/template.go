log.Fatal("no package")
