using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using GridFlow.Load.Support;
using Xunit;

namespace GridFlow.Load.Scenarios.Reporting;

public sealed partial class ReportTests
{
    private static readonly string Page = HtmlReport.Write(Sampled.Report());

    [Fact]
    public void Json_SampleReport_IsAsScriptsReadIt() => Golden.AssertSame("report.json", JsonReport.Write(Sampled.Report(), indented: true) + "\n");

    [Fact]
    public void Json_OneLine_IsOneLine() => Assert.DoesNotContain('\n', JsonReport.Write(Sampled.Report(), indented: false));

    [Fact]
    public void Text_SampleReport_IsAsPeopleReadIt() => Golden.AssertSame("report.txt", TextReport.Write(Sampled.Report(held: false)));

    [Fact]
    public void Text_ScenarioWithoutResult_IsAsPeopleReadIt() => Golden.AssertSame("report-failed.txt", TextReport.Write(Sampled.Report(failed: true)));

    [Fact]
    public void Html_ScenarioWithoutResult_IsToldAndNotAllHeld()
    {
        var page = HtmlReport.Write(Sampled.Report(failed: true));
        Assert.Contains("not all could be run", page, StringComparison.Ordinal);
        Assert.Contains("it &lt;did&gt; not start", page, StringComparison.Ordinal);
        Assert.False(Sampled.Report(failed: true).Held);
    }

    [Fact]
    public void Reports_InterruptedScenario_IsNotJudged()
    {
        var report = Sampled.Report(held: false);
        report = report with { Interrupted = true, Scenarios = [report.Scenarios[0] with { Interrupted = true }] };
        Assert.Contains("interrupted, not judged", TextReport.Write(report), StringComparison.Ordinal);
        Assert.DoesNotContain("BROKEN", TextReport.Write(report), StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"broken\"", HtmlReport.Write(report), StringComparison.Ordinal);
        Assert.False(report.Held || report.Scenarios[0].Held);
    }

    [Fact]
    public void Row_FewAnswers_HasNoQuantileBeyondThem()
    {
        var stats = new Running.StepStats("x");
        for (var i = 0; i < 100; i++)
        {
            stats.Answered(TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(["x", "100", "0", "1", "1", "1", "1", "–", "–", "1"], Wording.Row(stats.Result()));
    }

    [Fact]
    public void Describe_AddressesWithPasswords_AreMasked()
    {
        var environment = RunEnvironment.Describe(new Running.RunOptions { BootstrapServers = "localhost:9092", RegistryUrl = "http://me:hunter2@registry:8081" });
        Assert.Equal(("localhost:9092", "http://***@registry:8081"), (environment["kafka"], environment["registry"]));
        Assert.Equal(
            "gridflow-load run steady --schema-registry-url http://***@registry:8081 --schema-registry-url=http://***@registry:8081",
            RunEnvironment.CommandLine(["run", "steady", "--schema-registry-url", "http://me:hun@ter2@registry:8081", "--schema-registry-url=http://me:hunter2@registry:8081"]));
    }

    [Fact]
    public void Csv_SampleReport_HasALineASample()
    {
        using var text = new StringWriter();
        CsvReport.Write(Sampled.Report(), text);
        var lines = text.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(21, lines.Length);
        Assert.StartsWith("scenario,at_s,offered_per_s,sent_per_s,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("steady,0,10000,9990,", lines[1], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Equal(lines[0].Count(c => c == ','), line.Count(c => c == ',')));
    }

    [Fact]
    public void Html_SampleReport_IsWellFormedWithSixCharts()
    {
        using var reader = XmlReader.Create(new StringReader(Page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        var page = XDocument.Load(reader);
        var charts = page.Descendants().Where(element => element.Name.LocalName == "svg").ToList();
        Assert.Equal(6, charts.Count);
        Assert.All(charts, chart => Assert.NotNull(chart.Attribute("viewBox")));
        // Charts on one page share its ids: a clip of the first would cut the second.
        var ids = page.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(charts, chart => Assert.Contains(chart.Descendants(), element => element.Name.LocalName is "polyline" or "path"));
        Assert.Equal("steady all held", page.Descendants().Single(element => element.Name.LocalName == "h2" && element.Value.StartsWith("steady", StringComparison.Ordinal)).Value);
    }

    [Fact]
    public void Html_SampleReport_LoadsNothingFromAnywhere()
    {
        // The namespace of SVG is a name and no address.
        var page = Page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal).Replace("http://www.w3.org/1999/xlink", "", StringComparison.Ordinal);
        Assert.DoesNotMatch(Outside(), page);
    }

    [Fact]
    public void Html_TextWithMarkup_IsShownAndNotRun()
    {
        Assert.Contains("a note with &lt;angle brackets&gt; &amp; more", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("<broker>", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_BrokenThreshold_IsMarked()
    {
        Assert.DoesNotContain("class=\"broken\"", Page, StringComparison.Ordinal);
        Assert.Contains("class=\"broken\"", HtmlReport.Write(Sampled.Report(held: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void CommandLine_Secrets_AreMasked()
    {
        var line = RunEnvironment.CommandLine(["run", "steady", "--Kafka:Properties:sasl.password=hunter2", "--InfluxDb:Token=abc", "--rate=5"]);
        Assert.Equal("gridflow-load run steady --Kafka:Properties:sasl.password=*** --InfluxDb:Token=*** --rate=5", line);
        Assert.DoesNotContain("hunter2", Page, StringComparison.Ordinal);
    }

    [GeneratedRegex("https?://|<script|<link|<img|@import|url\\((?!#)|src=", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();
}
