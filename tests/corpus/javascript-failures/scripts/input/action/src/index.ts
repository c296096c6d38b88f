export class Check {
  async run(ready: boolean): Promise<void> {
    if (ready) {
      return;
    }
    core.setFailed('not ready: ' + this.name);
  }
}
