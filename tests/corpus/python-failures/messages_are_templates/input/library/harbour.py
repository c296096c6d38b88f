import sys

NAME = "harbour"


def run(module, path, err, rc):
    module.fail_json(msg="plain")
    module.fail_json(msg=f"failed to read {path!r}: {err.strip()}")
    module.fail_json(msg="failed to %s: %s (%d)" % ("read", err, rc))
    module.fail_json(msg="%(path)s is gone, 100%% sure, %(who)s" % {"path": path})
    module.fail_json(msg="{0} and {1}, {who} {}{9}".format(path, "text", who=NAME))
    module.fail_json(msg="no " + path + ", rc " + str(rc) + "%s" % err)
    module.fail_json(msg=to_native(err))
    module.fail_json(msg=NAME)
    module.fail_json("positional", rc=rc)
    module.fail_json(**err)
    module.fail_json()
    module.fail_json(msg=err or "unknown")
    module.fail_json(msg="too few %s %s" % path)
    module.fail_json(msg="über " "uns"); module.fail_json(msg="behind")
    module.fail_json(msg="one \
two   three")
    self.module.fail_json(msg=3)
    fail_json(msg=None)
