using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
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

    private readonly ProcessLog _log = new();
    private Process? _process;
    private Process? _guard;
    private GrpcChannel? _channel;

    /// <summary>Where its service is; a new one after each start.</summary>
    public GrpcChannel Channel => _channel ?? throw new InvalidOperationException("gridflow has not opened its ports.");

    public PipelineControl.PipelineControlClient Client => new(Channel);

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Resident memory, MB; null while it does not run.</summary>
    public double? MemoryMb
    {
        get
        {
            if (_process is not { HasExited: false } process)
            {
                return null;
            }

            process.Refresh();
            return process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Starts it and waits until it scores and owns so many partitions.</summary>
    /// <exception cref="ScenarioFailedException">It ends, or does not come so far in time.</exception>
    public async Task StartAsync(int partitions, CancellationToken stop)
    {
        Launch();
        await UntilAsync(() => Task.FromResult(_log.Match(PortsLine()) is not null), "open its ports", stop);
        _channel?.Dispose();
        _channel = GrpcChannel.ForAddress($"http://{_log.Match(PortsLine())!.Groups["grpc"].Value}");
        await UntilAsync(
            async () => await StatusAsync() is { State: PipelineState.Running } status && status.Partitions.Count == partitions, $"run with {partitions} partitions", stop);
    }

    /// <summary>Its status; null while it does not answer.</summary>
    public async Task<GetStatusResponse?> StatusAsync()
    {
        try
        {
            return _channel is null ? null : await Client.GetStatusAsync(new GetStatusRequest(), deadline: time.GetUtcNow().Add(AnswerLimit).UtcDateTime);
        }
        catch (RpcException)
        {
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

    /// <summary>Ends the program when this process is gone without having done so: killed, it cannot.</summary>
    private static Process? Guard(int pid) => OperatingSystem.IsLinux()
        ? Process.Start(new ProcessStartInfo("sh", ["-c", FormattableString.Invariant($"while kill -0 {Environment.ProcessId} && kill -0 {pid}; do sleep 1; done; kill -KILL {pid}")]) { RedirectStandardError = true })
        : null;

    private void Launch()
    {
        var isLibrary = program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isLibrary ? "dotnet" : program, isLibrary ? [program, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process?.Dispose();
        _log.Clear();
        _process = Process.Start(start) ?? throw new ScenarioFailedException($"{program} does not start.");
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => _log.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _log.Add(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _guard?.Dispose();
        _guard = Guard(_process.Id);
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
