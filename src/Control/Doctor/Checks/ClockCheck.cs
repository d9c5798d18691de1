using System.Globalization;
using GridFlow.Control.Configuration;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Compares this machine's clock with the dates in answers of the registry, S3 and InfluxDB. Brokers do not tell theirs.</summary>
internal sealed class ClockCheck(GridFlowSettings settings, TimeProvider time) : ICheck
{
    // Dates in answers have whole seconds.
    private static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public string Subject => "clock";

    /// <inheritdoc/>
    public string Advice => "Look at the servers above.";

    /// <inheritdoc/>
    public async Task RunAsync(Findings findings, CancellationToken stop)
    {
        var offsets = await Task.WhenAll(Servers().DistinctBy(server => server.Address).Select(server => OffsetAsync(server.Name, server.Address, stop)));
        var told = offsets.OfType<(string Server, TimeSpan Ahead)>().ToList();
        if (told.Count == 0)
        {
            findings.Skip("no server tells its time");
        }

        foreach (var (server, ahead) in told)
        {
            Judge(server, ahead, settings.Detection.ClockLead, ObjectStorage.Endpoint(settings) is not null, findings);
        }
    }

    /// <summary>Says what an offset means.</summary>
    internal static void Judge(string server, TimeSpan ahead, TimeSpan lead, bool hasObjectStorage, Findings findings)
    {
        const string advice = "Set one of them right: timedatectl shows whether this machine's clock is synchronised.";
        var words = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(ahead.TotalSeconds):0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} that of {server}");
        if (ahead.Duration() <= Unnoticed)
        {
            findings.Ok($"agrees with {server} to the second");
        }
        else if (ahead.Duration() < lead)
        {
            findings.Advise($"{words}: latencies are measured wrong by as much", advice);
        }
        else
        {
            findings.Problem($"{words}: beyond Detection:ClockLead{(hasObjectStorage ? ", and S3 refuses requests that are 15 minutes off" : "")}", advice);
        }
    }

    private IEnumerable<(string Name, Uri Address)> Servers()
    {
        yield return ("the schema registry", new Uri(settings.SchemaRegistry.Url));
        if (settings.InfluxDb.IsOn)
        {
            yield return ("InfluxDB", new Uri(settings.InfluxDb.Url!));
        }

        if (ObjectStorage.Endpoint(settings) is { } s3)
        {
            yield return ("S3", s3);
        }
    }

    private async Task<(string Server, TimeSpan Ahead)?> OffsetAsync(string name, Uri address, CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            var asked = time.GetUtcNow();
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, stop);
            var between = asked + ((time.GetUtcNow() - asked) / 2);
            // The date has been cut to the second: on average it is half a second old.
            return answer.Headers.Date is { } date ? (name, between - date.AddMilliseconds(500)) : null;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // Another check says that it is away.
            return null;
        }
    }
}
