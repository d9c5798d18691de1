using System.Text.Json;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Sinks.Archive;
using Spectre.Console;
using Xunit;

namespace GridFlow.Control.Doctor;

public sealed class DoctorCommandTests : IDisposable
{
    private const string Nobody = "127.0.0.1:1";

    private readonly StringWriter _output = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-doctor-").FullName;

    public void Dispose()
    {
        _output.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task RunAsync_NobodyAtAnyAddress_NamesEachSettingAndChecksTheRest()
    {
        var settings = Settings();
        settings.InfluxDb.Url = $"http://{Nobody}";
        (settings.InfluxDb.Org, settings.InfluxDb.Token) = ("o", "t");

        Assert.Equal(ExitCode.Failed, await RunAsync(settings, json: true));

        using var report = JsonDocument.Parse(_output.ToString());
        var findings = report.RootElement.GetProperty("findings").EnumerateArray().Select(each => (Subject: Text(each, "subject"), Verdict: Text(each, "verdict"), Advice: Text(each, "advice"))).ToList();
        foreach (var (subject, setting) in new[] { ($"kafka {Nobody}", "--Kafka:BootstrapServers="), ("schema registry", "--SchemaRegistry:Url="), ("influxdb", "--InfluxDb:Url=") })
        {
            var finding = findings.Single(each => each.Subject == subject);
            Assert.Equal("problem", finding.Verdict);
            Assert.Contains(setting, finding.Advice, StringComparison.Ordinal);
        }

        Assert.Equal(3, report.RootElement.GetProperty("problems").GetInt32());
        Assert.All(["topics", "groups", "transactional id", "kafka brokers"], subject => Assert.Equal("skipped", findings.Single(each => each.Subject == subject).Verdict));
        Assert.All(["versions", "snapshot store", "archive", "archive spool"], subject => Assert.Equal("ok", findings.Single(each => each.Subject == subject).Verdict));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task RunAsync_FoldersThatCannotBeMade_AreProblemsOfTheirSettings()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var settings = Settings();
        settings.Checkpoints.Store = Path.Combine(file, "store");
        settings.Archive.Directory = Path.Combine(file, "archive");
        settings.Archive.SpoolDirectory = Path.Combine(file, "spool");

        Assert.Equal(ExitCode.Failed, await RunAsync(settings, json: false));

        Assert.All(["--Checkpoints:Store=", "--Archive:Directory=", "--Archive:SpoolDirectory="], setting => Assert.Contains(setting, _output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_PropertyThatTheClientDoesNotKnow_IsNamed()
    {
        var settings = Settings();
        settings.Kafka.Properties["sasl.pasword"] = "x";

        Assert.Equal(ExitCode.Failed, await RunAsync(settings, json: false));

        Assert.Contains("sasl.pasword", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Kafka:Properties", _output.ToString(), StringComparison.Ordinal);
    }

    private GridFlowSettings Settings()
    {
        var settings = new GridFlowSettings();
        settings.Kafka.BootstrapServers = Nobody;
        settings.Kafka.GroupId = $"doctor-{Guid.NewGuid():N}";
        settings.SchemaRegistry.Url = $"http://{Nobody}";
        settings.Checkpoints.Store = Path.Combine(_folder, "store");
        settings.Archive.Target = ArchiveTargetKind.Directory;
        settings.Archive.Directory = Path.Combine(_folder, "archive");
        settings.Archive.SpoolDirectory = Path.Combine(_folder, "spool");
        settings.Archive.SpoolBudgetBytes = 1_000_000;
        (settings.Control.GrpcPort, settings.Control.HttpPort, settings.Telemetry.MetricsPort) = (0, 0, 0);
        return settings;
    }

    private Task<int> RunAsync(GridFlowSettings settings, bool json)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(_output) });
        console.Profile.Width = 400;
        return DoctorCommand.RunAsync(new DoctorArguments(json, TimeSpan.FromSeconds(30)), settings, console, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
