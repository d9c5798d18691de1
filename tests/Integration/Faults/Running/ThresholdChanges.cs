using GridFlow.Integration.Control;
using GridFlow.Integration.Programs;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Integration.Faults.Running;

/// <summary>Changes thresholds at random, all the time, through whichever instance answers.</summary>
internal sealed class ThresholdChanges : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    private readonly Random _random = new(20_261_124);
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
        _run = Task.Run(RunAsync);
    }

    /// <summary>What was answered.</summary>
    public SteeringCaller Caller { get; } = new();

    /// <summary>Calls that an instance took with it; what became of their changes only the topic knows.</summary>
    public int Unanswered => _unanswered;

    /// <summary>Whom to ask from now on.</summary>
    public void Ask(params GridFlowProcess[] instances) => _instances = instances;

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

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var instances = _instances;
            try
            {
                await Caller.SetAsync(instances[_random.Next(instances.Length)], Scope(), _random.Next(5) == 0 ? null : 1.5 + (_random.Next(251) / 100.0));
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled or StatusCode.Unknown)
            {
                Interlocked.Increment(ref _unanswered);
            }

            await Until.StaysAsync(_random.NextDouble() * LongestPause, () => Task.FromResult<string?>(null));
        }
    }

    private Threshold Scope() => _random.Next(4) switch
    {
        0 => new Threshold { Channel = (Channel)(1 + _random.Next(3)) },
        1 => new Threshold { MeterId = _meter },
        _ => new Threshold { Global = true },
    };
}
