using System.Globalization;
using System.Text.RegularExpressions;
using GridFlow.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace GridFlow.Integration.Programs;

/// <summary>One <c>gridflow run</c>.</summary>
internal sealed partial class GridFlowProcess : IAsyncDisposable
{
    // Contract: SIGTERM drains, commits and exits within 10 s. The rest is for a machine with other work.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(12);

    private readonly ChildProcess _process;
    private GrpcChannel? _channel;
    private PipelineControl.PipelineControlClient? _client;

    private GridFlowProcess(ChildProcess process) => _process = process;

    /// <summary><c>host:port</c> of the gRPC service.</summary>
    public string GrpcAddress { get; private set; } = "";

    /// <summary>Where the control plane speaks JSON.</summary>
    public Uri HttpUrl { get; private set; } = new("http://localhost");

    /// <summary>Its control plane, once its ports are open.</summary>
    public PipelineControl.PipelineControlClient Client => _client ?? throw new InvalidOperationException("its ports are not open yet");

    /// <summary>URL of the Prometheus metrics.</summary>
    public Uri MetricsUrl { get; private set; } = new("http://localhost");

    public string Log => _process.Log;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts it with <c>--create-topics</c> and waits until its ports are open.</summary>
    public static async Task<GridFlowProcess> StartAsync(PipelineSetup setup, params string[] more)
    {
        var instance = Launch(setup, new Dictionary<string, string>(), more);
        await instance.OpenAsync();
        return instance;
    }

    /// <summary>The same, with settings in the environment.</summary>
    public static async Task<GridFlowProcess> StartAsync(PipelineSetup setup, IReadOnlyDictionary<string, string> environment, params string[] more)
    {
        var instance = Launch(setup, environment, more);
        await instance.OpenAsync();
        return instance;
    }

    /// <summary>Starts it and waits for nothing: it may be killed before it has opened a port.</summary>
    public static GridFlowProcess Launch(PipelineSetup setup, IReadOnlyDictionary<string, string> environment, params string[] more) =>
        new(new ChildProcess("gridflow run", ProgramPaths.Host, [ProgramPaths.GridFlow, .. setup.Arguments, "--create-topics", .. more], environment));

    /// <summary>Runs a command line that is expected to end by itself.</summary>
    public static Task<CommandResult> RunToEndAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Command.RunAsync(ProgramPaths.Host, [ProgramPaths.GridFlow, .. arguments], environment);

    public async Task<GetStatusResponse> StatusAsync() =>
        await _client!.GetStatusAsync(new GetStatusRequest(), deadline: TimeProvider.System.GetUtcNow().AddSeconds(20).UtcDateTime, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Waits until the status is as wanted.</summary>
    /// <param name="missing">What is still missing; null when it is as wanted.</param>
    /// <param name="timeout">Default 60 s.</param>
    public Task StatusAsync(Func<GetStatusResponse, string?> missing, TimeSpan? timeout = null) => Until.ThereAsync(
        async () =>
        {
            Assert.False(HasExited, $"gridflow has ended:\n{Log}");
            try
            {
                var status = await StatusAsync();
                return missing(status) is { } what ? $"{what}; {Short(status)}" : null;
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable)
            {
                return e.Status.Detail;
            }
        },
        timeout);

    /// <summary>Waits until it scores and owns so many partitions.</summary>
    public Task RunningAsync(int partitions = PipelineSetup.Partitions) => StatusAsync(status =>
        status.State == PipelineState.Running && status.Partitions.Count == partitions ? null : $"wanted RUNNING with {partitions} partitions");

    /// <summary>Waits until its ports are open.</summary>
    public async Task OpenAsync()
    {
        Match match = Match.Empty;
        await Until.ThereAsync(() =>
        {
            Assert.False(HasExited, $"gridflow has ended:\n{Log}");
            match = PortsLine().Match(Log);
            return Task.FromResult(match.Success ? null : "gridflow has not opened its ports");
        });
        GrpcAddress = match.Groups["grpc"].Value;
        HttpUrl = new Uri(new Uri(match.Groups["health"].Value), "/");
        MetricsUrl = new Uri(match.Groups["metrics"].Value);
        _channel = GrpcChannel.ForAddress($"http://{GrpcAddress}");
        _client = new PipelineControl.PipelineControlClient(_channel);
    }

    /// <summary>Readings it has scored in its whole life, from its last line.</summary>
    public long ScoredAtEnd => long.Parse(StoppedLine().Match(Log).Groups["scored"].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>Sends a signal by name, for example STOP.</summary>
    public Task SignalAsync(string signal) => _process.SignalAsync(signal);

    /// <summary>Waits until it has ended by itself and returns the exit code: 137 after SIGKILL.</summary>
    public Task<int> EndAsync(TimeSpan timeout) => _process.EndAsync(timeout);

    /// <summary>All its metrics, as Prometheus reads them.</summary>
    public async Task<string> MetricsAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(MetricsUrl, TestContext.Current.CancellationToken);
    }

    /// <summary>SIGTERM; returns the exit code, and fails when it does not end in time.</summary>
    public async Task<int> TerminateAsync()
    {
        await _process.SignalAsync("TERM");
        return await _process.EndAsync(StopLimit);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        await _process.SignalAsync("KILL");
        await _process.EndAsync(StopLimit);
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        await _process.DisposeAsync();
    }

    private static string Short(GetStatusResponse status) =>
        $"{status.State}, consumed {status.Conservation.Consumed}, in flight {status.Conservation.InFlight}, partitions {string.Join(' ', status.Partitions.Select(p => p.Partition))}, "
        + $"conditions: {string.Join("; ", status.Conditions)}";

    [GeneratedRegex(@"gRPC (?<grpc>\S+:\d+), health (?<health>\S+), metrics (?<metrics>\S+)")]
    private static partial Regex PortsLine();

    [GeneratedRegex(@"stopped: consumed \d+ = scored (?<scored>\d+) ")]
    private static partial Regex StoppedLine();
}
