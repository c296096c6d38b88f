class Functions
{
    [Function("Purge")]
    public void Purge([TimerTrigger("0 0 2 * * *")] TimerInfo timer) { }

    [Function("NoExpression")]
    public void NoExpression([TimerTrigger] TimerInfo timer) { }

    [Function("Hour25")]
    public void Hour25([TimerTrigger("0 0 25 * * *")] TimerInfo timer) { }

    [Function("CutOff")]
    public void CutOff([TimerTrigger("0 0 3
