using System.Globalization;
using GridFlow.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GridFlow.Control.Operator.Steering;

/// <summary>Thresholds for people.</summary>
internal static class ThresholdView
{
    private static readonly Padding Gap = new(0, 0, 2, 0);

    /// <summary>All in force.</summary>
    public static IEnumerable<IRenderable> All(GetThresholdsResponse response, DateTimeOffset now)
    {
        var table = new Table().Border(TableBorder.None);
        table.AddColumn(new TableColumn("[grey]scope[/]") { Padding = Gap });
        table.AddColumn(new TableColumn("[grey]threshold[/]") { Padding = Gap }.RightAligned());
        table.AddColumn(new TableColumn("[grey]set[/]"));
        foreach (var threshold in response.Thresholds)
        {
            table.AddRow(
                new Markup(Scope(threshold)),
                new Markup($"[bold]{Sigma(threshold.Sigma)}[/]"),
                new Markup(threshold.Change is { } change ? $"{OperatorText.Change(change, now)} [grey](revision {change.Revision})[/]" : "[grey]by the configuration[/]"));
        }

        yield return table;
        yield return new Markup($"Revision {response.Revision}{(response.EffectiveFrom.Count == 0 ? "" : $" counts from {OperatorText.Offsets(response.EffectiveFrom)}")}. The narrowest scope counts.\n");
    }

    /// <summary>What a change has done, as lines of markup.</summary>
    public static IEnumerable<string> Changed(SetThresholdRequest request, SetThresholdResponse response)
    {
        var what = request.Remove ? "is taken away; the next wider one counts" : $"is [bold]{Sigma(request.Threshold.Sigma)}[/]";
        yield return $"The threshold of {Scope(request.Threshold)} {what} [grey](revision {response.Revision})[/].";
        if (response.EffectiveFrom.Count > 0)
        {
            yield return $"Scored under it from {OperatorText.Offsets(response.EffectiveFrom)}.";
        }

        if (OperatorText.Pending(response.PendingPartitions) is { } pending)
        {
            yield return pending;
        }
    }

    private static string Scope(Threshold threshold) => threshold.ScopeCase switch
    {
        Threshold.ScopeOneofCase.Channel => $"channel {ContractWords.Of(threshold.Channel)}",
        Threshold.ScopeOneofCase.MeterId => $"meter {OperatorText.Safe(threshold.MeterId)}",
        _ => "all meters",
    };

    private static string Sigma(double sigma) => string.Create(CultureInfo.InvariantCulture, $"{sigma:0.0##} σ");
}
