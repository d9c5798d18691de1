using System.Text.Json;
using GridFlow.Control.CommandLine;
using Spectre.Console;
using Xunit;

namespace GridFlow.Control.Configuration.Report;

public sealed class ConfigCommandTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-config-").FullName;

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Show_EverySource_IsNamedAndTheLaterWins()
    {
        var file = Path.Combine(_folder, "more.json");
        File.WriteAllText(file, """{ "Kafka": { "GroupId": "from-file", "Partitions": 7 } }""");

        Assert.Equal(ExitCode.Done, Run(ConfigTask.Show, file, "--Kafka:GroupId=from-command-line"));

        var settings = Settings();
        Assert.Equal(("from-command-line", "command line"), settings["Kafka:GroupId"]);
        Assert.Equal(("7", $"--config {file}"), settings["Kafka:Partitions"]);
        Assert.Equal(("Warning", "appsettings.json"), settings["Logging:LogLevel:Grpc"]);
        Assert.Equal(("anomalies", "default"), settings["Kafka:AnomaliesTopic"]);
        Assert.Equal(("00:05:00", "default"), settings["Detection:Window"]);
        Assert.Equal(("exactly-once", "default"), settings["Checkpoints:Delivery"]);
    }

    [Fact]
    public void Show_Secrets_AreMaskedEverywhere()
    {
        const string secret = "gr1d-secret";

        Assert.Equal(
            ExitCode.Done,
            Run(ConfigTask.Show, null, $"--SchemaRegistry:Password={secret}", $"--Kafka:Properties:sasl.password={secret}", $"--SchemaRegistry:Url=http://user:{secret}@host:1", "--Kafka:Properties:sasl.username=me"));

        Assert.DoesNotContain(secret, _output.ToString(), StringComparison.Ordinal);
        var settings = Settings();
        Assert.Equal("***", settings["SchemaRegistry:Password"].Value);
        Assert.Equal("***", settings["Kafka:Properties:sasl.password"].Value);
        Assert.Equal("http://***@host:1", settings["SchemaRegistry:Url"].Value);
        Assert.Equal("me", settings["Kafka:Properties:sasl.username"].Value);
    }

    [Fact]
    public void Show_WithFaults_ShowsWhatThereIsAndEndsWithThem()
    {
        Assert.Equal(ExitCode.InvalidConfiguration, Run(ConfigTask.Show, null, json: false, "--Kafka:BootstrapServer=x", "--Detection:Window=soon"));

        Assert.Contains("soon", _output.ToString(), StringComparison.Ordinal);
        Assert.All(["2 faults", "did you mean Kafka:BootstrapServers?", "Detection:Window"], part => Assert.Contains(part, _error.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Show_WithoutAll_CountsTheDefaults()
    {
        Assert.Equal(ExitCode.Done, Run(ConfigTask.Show, null, json: false, "--Kafka:GroupId=x"));

        Assert.Contains("Kafka:GroupId", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Kafka:AnomaliesTopic", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("more have their default: --all shows them", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_Sound_SaysOk()
    {
        Assert.Equal(ExitCode.Done, Run(ConfigTask.Check, null, json: false));
        Assert.StartsWith("ok: ", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void Check_Faults_AreListedAtOnceAsTextAndAsJson()
    {
        string[] wrong = ["--Detection:ThresholdSigma=9", "--Kafak:GroupId=x", "--Checkpoints:Delivery=exactly-onc"];

        Assert.Equal(ExitCode.InvalidConfiguration, Run(ConfigTask.Check, null, json: false, wrong));
        Assert.All(["3 faults", "did you mean Kafka:GroupId?", "did you mean exactly-once?"], part => Assert.Contains(part, _error.ToString(), StringComparison.Ordinal));

        Assert.Equal(ExitCode.InvalidConfiguration, Run(ConfigTask.Check, null, json: true, wrong));
        using var report = JsonDocument.Parse(_output.ToString());
        Assert.False(report.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(3, report.RootElement.GetProperty("faults").GetArrayLength());
    }

    private int Run(ConfigTask task, string? file, params string[] settings) => Run(task, file, json: true, settings);

    private int Run(ConfigTask task, string? file, bool json, params string[] settings)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(_output) });
        console.Profile.Width = 300;
        return ConfigCommand.Run(new ConfigArguments(task, All: json, json), ConfigurationSources.Read(file, settings), file, console, _error);
    }

    private Dictionary<string, (string? Value, string? Source)> Settings()
    {
        using var report = JsonDocument.Parse(_output.ToString());
        return report.RootElement.GetProperty("settings").EnumerateArray().ToDictionary(
            each => each.GetProperty("key").GetString()!, each => (each.GetProperty("value").GetString(), each.GetProperty("source").GetString()));
    }
}
