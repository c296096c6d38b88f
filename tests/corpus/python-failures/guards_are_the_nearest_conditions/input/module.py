class Service:
    def read(self, path):
        if not path:
            self.fail_json(msg="in if")
        elif path == "x" or path == "y":
            self.fail_json(msg="in elif")
        else:
            self.fail_json(msg="in else")
        try:
            open(path)
        except (OSError, ValueError) as error:
            self.fail_json(msg="in except")
        except:
            self.fail_json(msg="in bare except")
        else:
            self.fail_json(msg="after try")
        while path:
            self.fail_json(msg="in while")
        else:
            self.fail_json(msg="after while")
        for one in path:
            self.fail_json(msg="in for")
        else:
            self.fail_json(msg="after for")
        match path:
            case "a" if self.ready:
                self.fail_json(msg="in guarded case")
            case _:
                self.fail_json(msg="in case")
        if self.outer:
            if self.middle:
                if self.inner:
                    self.fail_json(msg="two of three")
        self.fail_json(msg="a") if path else self.fail_json(msg="b")
        with path:
            self.fail_json(msg="in with")

    async def later(self):
        if self.outer:
            def inner():
                self.fail_json(msg="of inner, without the outer condition")
            return lambda: self.fail_json(msg="in lambda")
        async for one in self:
            pass
        else:
            self.fail_json(msg="after async for")
