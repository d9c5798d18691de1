using GridFlow.V1;

namespace GridFlow.Control.Operator.Anomalies;

/// <summary>Anomalies as lines for people.</summary>
internal sealed class AnomalyLines(OperatorConsole console) : IAnomalyOutput
{
    public void Anomaly(Anomaly anomaly) => console.Show(Line(anomaly));

    // Among the results, not beside them: whoever reads a file later must see that something is not in it.
    public void Gap(Gap gap) => console.Show($"[yellow]{OperatorText.Safe(GapLine(gap))}[/]");

    public void Heartbeat(Heartbeat heartbeat)
    {
    }

    public void Note(string line) => console.Note(line);

    /// <summary>One anomaly as a line of markup.</summary>
    public static string Line(Anomaly anomaly) =>
        $"[grey]{OperatorText.Time(anomaly.DetectedAt)}[/] [{ContractWords.Colour(anomaly.Severity)}]{ContractWords.Of(anomaly.Severity),-8}[/] {OperatorText.Safe(Sentence(anomaly))}";

    /// <summary>What has happened, as a sentence.</summary>
    public static string Sentence(Anomaly anomaly) =>
        anomaly.Sentence.Length > 0 ? anomaly.Sentence : $"meter {anomaly.Reading?.MeterId}: {ContractWords.Of(anomaly.Type)}";

    /// <summary>A gap as a sentence.</summary>
    public static string GapLine(Gap gap)
    {
        var count = gap.Missed > 0 ? $"{gap.Missed} anomalies" : "anomalies, nobody knows how many,";
        var time = gap.FirstDetectedAt is null ? "" : $" from {OperatorText.Time(gap.FirstDetectedAt)} to {OperatorText.Time(gap.LastDetectedAt)}";
        return gap.Lost ? $"--- {count}{time} are lost: Kafka's retention has taken them ---"
            : CanBeFetched(gap) ? $"--- missed {count}{time}: fetching them ---"
            : $"--- missed {count}{time}: this instance cannot fetch them ---";
    }

    /// <summary>Whether what was missed is still there.</summary>
    public static bool CanBeFetched(Gap gap) => !gap.Lost && gap.FromToken.Length > 0 && gap.UntilToken.Length > 0;
}
