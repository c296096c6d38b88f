"""Calls fail_json(msg="in a docstring")."""


class Module:
    # self.fail_json(msg="in a comment")
    def fail_json(self, msg):
        raise NotImplementedError("fail_json")

    handler = fail_json
    text = "module.fail_json(msg='in text')"
