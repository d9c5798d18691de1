using System.Globalization;
using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Whether the ports can be opened, or are held by a gridflow that is well.</summary>
internal sealed class PortsCheck(GridFlowSettings settings, TimeProvider time) : ICheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public string Subject => "ports";

    /// <inheritdoc/>
    public string Advice => "Control:GrpcPort, Control:HttpPort and Telemetry:MetricsPort name them; 0 takes any free one.";

    /// <inheritdoc/>
    public async Task RunAsync(Findings findings, CancellationToken stop)
    {
        var ports = ListenerPorts.Look(settings);
        var taken = ports.Where(port => port.Problem is not null).ToList();
        var running = taken.Count == 0 ? null : await StateAsync(stop);
        foreach (var port in ports)
        {
            var about = string.Create(CultureInfo.InvariantCulture, $"port {port.Number} {port.Use}");
            if (port.Problem is null)
            {
                findings.Ok(port.Number == 0 ? "any that is free" : "free", about);
            }
            else if (running is { } state && await IsOursAsync(port, stop))
            {
                Held(state, findings, about);
            }
            else
            {
                // The sentence ends with how to choose another.
                var parts = port.Problem.Split("; ", 2);
                findings.Problem(parts[0], parts.Length > 1 ? parts[1] : Advice, about);
            }
        }
    }

    private static void Held(string state, Findings findings, string about)
    {
        if (state.StartsWith("RUNNING", StringComparison.Ordinal))
        {
            findings.Ok("held by a gridflow that is running; a second one on this machine needs other ports", about);
        }
        else
        {
            findings.Advise($"held by a gridflow that says {state.Trim().ReplaceLineEndings("; ")}", "gridflow status shows more.", about);
        }
    }

    /// <summary>What a gridflow at these ports says of itself; null when it is none.</summary>
    private async Task<string?> StateAsync(CancellationToken stop)
    {
        var ready = new Uri(InstanceAddresses.Of(settings).Health);
        return await GetAsync(new Uri(ready, "/healthz"), stop) == "alive\n" ? await GetAsync(ready, stop) : null;
    }

    // Each is asked in its own language: who has the health port need not have the others. The state has come from the health port.
    private async Task<bool> IsOursAsync(ListenerPort port, CancellationToken stop) =>
        port.Number == settings.Control.HttpPort
        || (port.Number == settings.Control.GrpcPort && await RunningInstance.AnswersAsync(settings, time, stop))
        || (port.Number == settings.Telemetry.MetricsPort && (await GetAsync(new Uri(InstanceAddresses.Of(settings).Metrics), stop))?.Contains("gridflow_", StringComparison.Ordinal) == true);

    private static async Task<string?> GetAsync(Uri address, CancellationToken stop)
    {
        // Its certificate is for its clients to judge.
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(address, stop);
            return await answer.Content.ReadAsStringAsync(stop);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return null;
        }
    }
}
