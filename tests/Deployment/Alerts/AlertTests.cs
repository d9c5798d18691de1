using System.Text.RegularExpressions;
using Xunit;
using YamlDotNet.Serialization;

namespace GridFlow.Deployment.Alerts;

/// <summary>Every alert tells the person it wakes what it means and where to read on, and is tried in both ways.</summary>
public sealed partial class AlertTests
{
    private static readonly IReadOnlyList<Dictionary<object, object>> Alerts = ReadAlerts();

    [Fact]
    public void Rules_Always_CoverWhatIsPromised() => Assert.All(
        new[]
        {
            "GridFlowDown", "GridFlowLagGrowing", "GridFlowCheckpointStale", "GridFlowSinkFailing", "GridFlowDeadLetterShare", "GridFlowLatencyBudgetFastBurn", "GridFlowConservationBroken",
            "GridFlowSpoolFilling", "GridFlowMetersSilent", "GridFlowNoReadings", "GridFlowOffsetsLost",
        },
        wanted => Assert.Contains(Alerts, alert => (string)alert["alert"] == wanted));

    [Fact]
    public void Alerts_Always_HaveSeveritySummaryAndDescription() => Assert.All(Alerts, alert =>
    {
        Assert.Contains((string)Part(alert, "labels")["severity"], new[] { "page", "ticket" });
        Assert.NotEmpty((string)Part(alert, "annotations")["summary"]);
        Assert.True(((string)Part(alert, "annotations")["description"]).Length > 20, $"{alert["alert"]} does not say what it means");
    });

    [Fact]
    public void RunbookUrls_Always_LeadToAHeadingThatNamesTheAlert()
    {
        var page = Repository.Read("docs/operations.md");
        var anchors = Headings(page);

        Assert.All(Alerts, alert =>
        {
            var parts = ((string)Part(alert, "annotations")["runbook_url"]).Split('#');
            Assert.Equal("{{ $externalLabels.runbooks }}docs/operations.md", parts[0]);
            Assert.True(anchors.TryGetValue(parts[1], out var text), $"{alert["alert"]}: there is no heading #{parts[1]}");
            Assert.Contains((string)alert["alert"], text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Cases_OfPromtool_LetEveryAlertFireAndEveryAlertBeQuiet()
    {
        var looks = Directory.GetFiles(Repository.PathOf("infra/prometheus/tests"), "*.yml").SelectMany(file => Looks(File.ReadAllText(file))).ToList();

        Assert.All(Alerts, alert => Assert.Contains(looks, fired => fired.Contains((string)alert["alert"])));
        // A look names all that fire, so where it does not name an alert, that one was quiet.
        Assert.All(Alerts, alert => Assert.Contains(looks, fired => !fired.Contains((string)alert["alert"])));
        Assert.Contains(looks, fired => fired.Count == 0);
    }

    private static List<Dictionary<object, object>> ReadAlerts()
    {
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(Repository.Read("infra/prometheus/rules/gridflow.yml"));
        return [.. ((List<object>)file["groups"]).Cast<Dictionary<object, object>>()
            .SelectMany(group => (List<object>)group["rules"]).Cast<Dictionary<object, object>>()
            .Where(rule => rule.ContainsKey("alert"))];
    }

    private static Dictionary<object, object> Part(Dictionary<object, object> alert, string name) => (Dictionary<object, object>)alert[name];

    // Anchor of each heading, as GitHub makes them, and the text below it.
    private static Dictionary<string, string> Headings(string page)
    {
        var found = Heading().Matches(page);
        return found.Select((match, i) => (
                Anchor: NotInAnchor().Replace(match.Groups["title"].Value.ToLowerInvariant(), "").Replace(' ', '-'),
                Text: page[match.Index..(i + 1 < found.Count ? found[i + 1].Index : page.Length)]))
            .DistinctBy(heading => heading.Anchor)
            .ToDictionary(heading => heading.Anchor, heading => heading.Text);
    }

    // The alerts that each look of a case expects.
    private static IEnumerable<HashSet<string>> Looks(string yaml) =>
        yaml.Split("- eval_time:")[1..].Select(look => AlertName().Matches(look).Select(match => match.Groups["name"].Value).ToHashSet());

    [GeneratedRegex(@"^#{2,3} (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex("alertname=\"(?<name>\\w+)\"\\}', value")]
    private static partial Regex AlertName();
}
