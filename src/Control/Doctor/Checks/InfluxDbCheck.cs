using GridFlow.Control.Startup;
using GridFlow.Sinks.InfluxDb;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Writes nothing to InfluxDB, with the credentials and to the bucket that a run would write to.</summary>
internal sealed class InfluxDbCheck(InfluxDbOptions options, TimeProvider time) : ICheck
{
    /// <inheritdoc/>
    public string Subject => "influxdb";

    /// <inheritdoc/>
    public string Advice => $"Alarms go on without it, points are written later. {SettingAdvice.For("InfluxDb:Url")}";

    /// <inheritdoc/>
    public async Task RunAsync(Findings findings, CancellationToken stop)
    {
        if (!options.IsOn)
        {
            findings.Ok("off (InfluxDb:Url)");
            return;
        }

        using var client = new InfluxDbClient(options, (_, _) => { }, time);
        // A comment: the server goes through all it does with lines, and has none to write.
        var answer = await client.WriteAsync("# gridflow doctor"u8.ToArray(), stop);
        Judge(answer, findings);
    }

    private void Judge(InfluxDbAnswer answer, Findings findings)
    {
        var v2 = options.ApiVersion == InfluxDbApi.V2;
        switch (answer.Outcome)
        {
            // Some versions refuse a write without lines, after they have looked at credentials and bucket.
            case InfluxDbOutcome.Written or InfluxDbOutcome.Refused:
                findings.Ok($"{options.Target}: takes points");
                break;
            case InfluxDbOutcome.Unauthorized:
                findings.Problem(
                    $"{options.Target}: refuses the credentials ({answer.Message})",
                    v2 || options.Username is null ? "Give a token that may write to the bucket: GRIDFLOW_InfluxDb__Token." : "Mend InfluxDb:Username and GRIDFLOW_InfluxDb__Password.");
                break;
            case InfluxDbOutcome.NotFound:
                findings.Problem(
                    $"{options.Target}: {answer.Message}",
                    v2 ? "Make the bucket, or mend InfluxDb:Org and InfluxDb:Bucket; a token that may not see the bucket is told the same." : "Make the database, or mend InfluxDb:Database and InfluxDb:ApiVersion.");
                break;
            default:
                findings.Problem($"{options.Target}: {answer.Message}", Advice);
                break;
        }
    }
}
