using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using GridFlow.Load.Scenarios.Running;
using GridFlow.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace GridFlow.Load.Scenarios.Targets;

/// <summary>The program under test, <c>gridflow run</c>, as a process of its own: its memory is its own, and it can be killed.</summary>
internal sealed partial class PipelineProcess(string program, IReadOnlyList<string> arguments, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private const string SettingPrefix = "GRIDFLOW_";

    private readonly ProcessLog _log = new();
    private readonly List<PoliteStop> _politeStops = [];
    // Looked at by the sampler while a scenario replaces them.
    private volatile Process? _process;
    private volatile GrpcChannel? _channel;
    private Process? _guard;

    /// <summary>Where its service is; a new one after each start.</summary>
    public GrpcChannel Channel => _channel ?? throw new InvalidOperationException("gridflow has not opened its ports.");

    public PipelineControl.PipelineControlClient Client => new(Channel);

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>What became of each SIGTERM.</summary>
    public IReadOnlyList<PoliteStop> PoliteStops => [.. _politeStops];

    /// <summary>Resident memory, MB; null while it does not run.</summary>
    public double? MemoryMb
    {
        get
        {
            try
            {
                if (_process is not { HasExited: false } process)
                {
                    return null;
                }

                process.Refresh();
                return process.WorkingSet64 / 1e6;
            }
            catch (InvalidOperationException)
            {
                // It has ended, or was replaced by a new one, between two of these lines.
                return null;
            }
        }
    }

    /// <summary>Starts it and waits until it scores and owns so many partitions.</summary>
    /// <exception cref="ScenarioFailedException">It ends, or does not come so far in time.</exception>
    public async Task StartAsync(int partitions, CancellationToken stop)
    {
        Launch();
        await UntilAsync(() => Task.FromResult(_log.Match(PortsLine()) is not null), "open its ports", stop);
        var before = _channel;
        _channel = GrpcChannel.ForAddress($"http://{_log.Match(PortsLine())!.Groups["grpc"].Value}");
        before?.Dispose();
        await UntilAsync(
            async () => await StatusAsync() is { State: PipelineState.Running } status && status.Partitions.Count == partitions, $"run with {partitions} partitions", stop);
    }

    /// <summary>Its status; null while it does not answer.</summary>
    public async Task<GetStatusResponse?> StatusAsync()
    {
        try
        {
            return _channel is { } channel
                ? await new PipelineControl.PipelineControlClient(channel).GetStatusAsync(new GetStatusRequest(), deadline: time.GetUtcNow().Add(AnswerLimit).UtcDateTime)
                : null;
        }
        catch (Exception e) when (e is RpcException or ObjectDisposedException or OperationCanceledException)
        {
            // It is away, or was replaced by a new one meanwhile.
            return null;
        }
    }

    /// <summary>SIGTERM, or SIGKILL; returns when it has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(bool kill)
    {
        if (_process is not { } process)
        {
            return 0;
        }

        var began = time.GetTimestamp();
        if (!process.HasExited)
        {
            if (kill || !OperatingSystem.IsLinux())
            {
                process.Kill();
            }
            else
            {
                using var signal = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
                await signal.WaitForExitAsync();
            }
        }

        try
        {
            await process.WaitForExitAsync().WaitAsync(StopLimit, time);
        }
        catch (TimeoutException)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        if (!kill)
        {
            _politeStops.Add(new PoliteStop(process.ExitCode, time.GetElapsedTime(began)));
        }

        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(kill: true);
        _channel?.Dispose();
        _guard?.Kill();
        _guard?.Dispose();
        _process?.Dispose();
    }

    /// <summary>How the program is started: with the settings it is given here and none of the environment, which may name databases that are not for made-up readings.</summary>
    internal static ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments)
    {
        var isLibrary = program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isLibrary ? "dotnet" : program, isLibrary ? [program, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith(SettingPrefix, StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    private void Launch()
    {
        _log.Clear();
        var process = Process.Start(StartInfo(program, arguments)) ?? throw new ScenarioFailedException($"{program} does not start.");
        var before = _process;
        _process = process;
        before?.Dispose();
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => _log.Add(line.Data);
        process.ErrorDataReceived += (_, line) => _log.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // The one of the process before ends by itself.
        _guard?.Dispose();
        _guard = ProcessGuard.Start(Environment.ProcessId, process.Id);
        Starts++;
    }

    private async Task UntilAsync(Func<Task<bool>> condition, string what, CancellationToken stop)
    {
        for (var began = time.GetTimestamp(); !await condition(); await Task.Delay(Look, time, stop))
        {
            if (_process!.HasExited || time.GetElapsedTime(began) > Patience)
            {
                throw new ScenarioFailedException($"gridflow did not {what}{(_process.HasExited ? $" and has ended with {_process.ExitCode}" : "")}:\n{_log.Tail}");
            }
        }
    }

    [GeneratedRegex(@"gRPC (?<grpc>\S+:\d+), health")]
    private static partial Regex PortsLine();
}
