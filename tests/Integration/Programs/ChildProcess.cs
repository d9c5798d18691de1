using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace GridFlow.Integration.Programs;

/// <summary>A program that runs beside the test. It never outlives the test host: a guard process kills it when the host is gone.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;
    private readonly Process _process;
    private readonly Process _guard;
    private readonly List<string> _lines = [];
    private readonly string _name;

    public ChildProcess(string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        _name = name;
        _process = Process.Start(Command.StartInfo(program, arguments, environment))!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _guard = Process.Start(new ProcessStartInfo("bash", ["-c", $"tail --pid={Environment.ProcessId} -f /dev/null; kill -KILL {Pid}"]))!;
    }

    public string Pid => _process.Id.ToString(CultureInfo.InvariantCulture);

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Everything it has said so far, both streams.</summary>
    public string Log
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Sends a signal by name, for example TERM.</summary>
    public async Task SignalAsync(string signal) => (await Command.RunAsync("bash", ["-c", $"kill -{signal} {Pid}"])).Succeeded();

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> EndAsync(TimeSpan timeout)
    {
        await Until.ThereAsync(() => Task.FromResult(HasExited ? null : $"{_name} still runs"), timeout);
        // Also waits for the last lines.
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _guard.Kill(entireProcessTree: true);
        _guard.Dispose();
        if (!HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _output?.WriteLine($"--- {_name}, exit code {ExitCode}\n{Log}");
        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }
}
