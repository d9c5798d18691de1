using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Simulation.Producing;

/// <summary>A clock that lets a test wait until the code under test waits.</summary>
internal sealed class SteppedTime : FakeTimeProvider
{
    private readonly Channel<bool> _timers = global::System.Threading.Channels.Channel.CreateUnbounded<bool>();

    public async Task WaitForTimerAsync(CancellationToken cancellationToken) => await _timers.Reader.ReadAsync(cancellationToken);

    /// <summary>Gives a timer that was waited for to the next wait.</summary>
    public void KeepTimer() => _timers.Writer.TryWrite(true);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(true);
        return timer;
    }
}
