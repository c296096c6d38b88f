from ansible.errors import AnsibleActionFail, AnsibleActionSkip
from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        if not self._task.args:
            raise AnsibleActionFail("an anchor needs a depth")
        if self._play_context.check_mode:
            raise AnsibleActionSkip("not in check mode")
        if result.get("chain") is None:
            result["failed"] = True
            result["msg"] = "there is no chain"
            return result
        if result["chain"] < 3:
            return dict(failed=True, msg="the chain is too short")
        if result["chain"] > 90:
            return {"failed": True, "msg": "the chain is too long"}
        return dict(failed=False, msg="fine")
