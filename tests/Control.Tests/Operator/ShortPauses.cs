namespace GridFlow.Control.Operator;

/// <summary>The clock of the system with timers that fire a hundred times too soon, for what pauses between tries.</summary>
internal sealed class ShortPauses : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 100 : dueTime, period);
}
