using GridFlow.Telemetry;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>Says what is the matter with the server, in one line that says what to do.</summary>
internal sealed class InfluxDbConditions(InfluxDbOptions options, ConditionBoard board)
{
    /// <summary>Name on the board; raised when the server takes nothing, cleared when it answers.</summary>
    public const string Subject = "InfluxDB";

    private const string Waiting = "Anomalies wait in Kafka, alerting goes on";

    /// <summary>Shows what the server answered.</summary>
    public void Show(InfluxDbAnswer answer) => board.Raise(Subject, $"InfluxDB at {options.Url} {What(answer)}. {Waiting}");

    /// <summary>Says that it works.</summary>
    public void Clear() => board.Clear(Subject);

    private string What(InfluxDbAnswer answer) => answer.Outcome switch
    {
        InfluxDbOutcome.Unauthorized => options.ApiVersion == InfluxDbApi.V1 && string.IsNullOrEmpty(options.Token)
            ? $"refuses user and password ({answer.Message}): set InfluxDb:Username and InfluxDb:Password"
            : $"refuses the token ({answer.Message}): set InfluxDb:Token (GRIDFLOW_InfluxDb__Token) to one that may write to {Place}",
        InfluxDbOutcome.NotFound => $"has no such place ({answer.Message}): check {PlaceSettings}, and that InfluxDb:Url is the server's own address",
        InfluxDbOutcome.TooLarge => $"takes no single line ({answer.Message}): raise the body limit of the server or of the proxy in front of it",
        InfluxDbOutcome.Unavailable => $"cannot take anomalies now ({answer.Message}){Pause(answer)}; trying again: see that it runs, and that InfluxDb:Url is right",
        _ => $"gives an answer that is not about the lines ({answer.Message}): check InfluxDb:Url and InfluxDb:ApiVersion, proxies, and limits of the server",
    };

    private static string Pause(InfluxDbAnswer answer) => answer.RetryAfter > TimeSpan.Zero ? $" and asks for a pause of {answer.RetryAfter.TotalSeconds:0} s" : "";

    private string Place => options.ApiVersion == InfluxDbApi.V2 ? $"bucket {options.Bucket}" : $"database {options.Database}";

    private string PlaceSettings => options.ApiVersion == InfluxDbApi.V2 ? "InfluxDb:Org and InfluxDb:Bucket" : "InfluxDb:Database";
}
