using GridFlow.Integration.Control;
using GridFlow.Integration.Programs;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Integration.Faults.Running;

/// <summary>Changes thresholds at random, all the time, through whichever instance answers. Several at once: one that waits for a dead instance's partitions must not be the last.</summary>
internal sealed class ThresholdChanges : IAsyncDisposable
{
    private const int Callers = 4;
    private const int Seed = 20_261_124;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _stop = new();
    private readonly string _meter;
    private readonly Task _run;
    private volatile GridFlowProcess[] _instances;
    private int _unanswered;

    /// <param name="meter">A meter whose own threshold is changed too.</param>
    /// <param name="instances">Whom to ask.</param>
    public ThresholdChanges(string meter, params GridFlowProcess[] instances)
    {
        (_meter, _instances) = (meter, instances);
        _run = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => RunAsync(new Random(Seed + caller)))));
    }

    /// <summary>What was answered.</summary>
    public SteeringCaller Caller { get; } = new();

    /// <summary>Calls that an instance took with it; what became of their changes only the topic knows.</summary>
    public int Unanswered => _unanswered;

    /// <summary>Whom to ask from now on.</summary>
    public void Ask(params GridFlowProcess[] instances) => _instances = instances;

    /// <summary>Waits until so many more are answered.</summary>
    public Task MoreAsync(int answers)
    {
        var target = Caller.Answers.Count + answers;
        return Until.ThereAsync(() => Task.FromResult(Caller.Answers.Count >= target ? null : $"{target - Caller.Answers.Count} more answers"));
    }

    /// <summary>Makes no more changes.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(Random random)
    {
        while (!_stop.IsCancellationRequested)
        {
            var instances = _instances;
            try
            {
                await Caller.SetAsync(instances[random.Next(instances.Length)], Scope(random), random.Next(5) == 0 ? null : 1.5 + (random.Next(251) / 100.0));
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled or StatusCode.Unknown)
            {
                Interlocked.Increment(ref _unanswered);
            }

            await Until.StaysAsync(random.NextDouble() * LongestPause, () => Task.FromResult<string?>(null));
        }
    }

    private Threshold Scope(Random random) => random.Next(4) switch
    {
        0 => new Threshold { Channel = (Channel)(1 + random.Next(3)) },
        1 => new Threshold { MeterId = _meter },
        _ => new Threshold { Global = true },
    };
}
