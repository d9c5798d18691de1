using System.Diagnostics;
using System.Globalization;

namespace GridFlow.Load.Benchmarks.Subscribers;

/// <summary>Subscribers in a process of their own, as in life: they do not share the pipeline's heap and threads.</summary>
internal sealed class SubscriberProcess : IDisposable
{
    private readonly Process _process;

    private SubscriberProcess(Process process) => _process = process;

    /// <summary>Starts them and waits until all are subscribed.</summary>
    public static async Task<SubscriberProcess> StartAsync(string address, int count, int stopped)
    {
        var own = Environment.ProcessPath!;
        var host = Path.GetFileNameWithoutExtension(own) == "dotnet" ? new[] { typeof(SubscriberProcess).Assembly.Location } : [];
        var process = Process.Start(new ProcessStartInfo(own, [.. host, SubscriberClients.Name, address, Text(count), Text(stopped)]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync();
        return line == SubscriberClients.Ready ? new SubscriberProcess(process) : throw new InvalidOperationException($"The subscribers did not start: {line}");
    }

    /// <summary>Ends them.</summary>
    /// <exception cref="InvalidOperationException">One that reads got nothing: no figure of the run counts.</exception>
    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        var least = long.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await _process.WaitForExitAsync();
        if (least == 0)
        {
            throw new InvalidOperationException("A subscriber that reads got nothing.");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
