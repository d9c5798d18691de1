using System.Text;
using System.Text.Json;
using GridFlow.TestKit;
using Xunit;

namespace GridFlow.Generator;

public sealed class GeneratorRunTests(MockKafka kafka) : IClassFixture<MockKafka>, IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task InvokeAsync_Simulation_ReadingsLabelsAndSummaryAgree()
    {
        using var registry = new RegistryStub();
        var labels = Path.GetTempFileName();
        try
        {
            var exit = await Invoke(registry.Url, "--topic", "simulated", "--meters", "20", "--event-rate", "1000", "--duration", "500ms", "--anomaly-rate", "0.02", "--kinds", "spike,silence", "--labels", labels, "--json");
            Assert.Equal(ExitCodes.Done, exit);
            Assert.Equal(["/subjects/simulated-value/versions"], registry.Requests);
            using var summary = JsonDocument.Parse(LastLine(_output));
            var sent = summary.RootElement.GetProperty("readings_sent").GetInt64();
            Assert.Equal(500, sent + summary.RootElement.GetProperty("withheld").GetInt64());
            Assert.Equal(sent, summary.RootElement.GetProperty("acknowledged").GetInt64());
            Assert.Equal(summary.RootElement.GetProperty("anomalies_injected").GetInt64(), File.ReadLines(labels).Count());
            var records = kafka.ReadAll("simulated", (int)sent);
            Assert.Equal(sent, records.Count);
            Assert.All(records, record => Assert.Equal([0, 0, 0, 0, 42], record.Message.Value[..5]));
            Assert.StartsWith("M-00", Encoding.UTF8.GetString(records[0].Message.Key), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(labels);
        }
    }

    [Fact]
    public async Task InvokeAsync_HealthFile_SaysAllThatWasAcknowledged()
    {
        using var registry = new RegistryStub();
        var file = Path.GetTempFileName();
        try
        {
            Assert.Equal(ExitCodes.Done, await Invoke(registry.Url, "--topic", "healthy", "--duration", "300ms", "--anomaly-rate", "0", "--health-file", file, "--json"));
            var health = DeliveryHealth.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            Assert.Equal(300, health.Acknowledged);
            Assert.True(health.AcknowledgedAt > health.StartedAt);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task InvokeAsync_NothingDelivered_HealthFileSaysSo()
    {
        using var registry = new RegistryStub();
        var file = Path.GetTempFileName();
        try
        {
            // What a run before this one has left must not speak for it.
            await File.WriteAllTextAsync(file, new DeliveryHealth { StartedAt = DateTimeOffset.UnixEpoch, Acknowledged = 9, AcknowledgedAt = TimeProvider.System.GetUtcNow() }.ToJson(), TestContext.Current.CancellationToken);
            Assert.Equal(ExitCodes.Failed, await Invoke(registry.Url, "--give-up-after", "1ms", "--kafka-property", "bootstrap.servers=127.0.0.1:1", "--health-file", file));
            var health = DeliveryHealth.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            Assert.Equal((0, null), (health.Acknowledged, health.AcknowledgedAt));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task InvokeAsync_HealthFileCannotBeWritten_ExitsWith2()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Assert.Equal(ExitCodes.BadArguments, await Invoke("http://127.0.0.1:1", "--health-file", folder.FullName));
            Assert.Contains(folder.FullName, _error.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete();
            File.Delete(folder.FullName + ".new");
        }
    }

    [Fact]
    public async Task InvokeAsync_Replay_SendsGoodRowsAndCountsBadOnes()
    {
        using var registry = new RegistryStub();
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "timestamp,voltage_v,extra\n2006-12-16 17:24:00,240.1,x\nnever,1,x\n2006-12-16 17:25:00,240.2,x\n", TestContext.Current.CancellationToken);
            Assert.Equal(ExitCodes.Done, await Invoke(registry.Url, "--topic", "replayed", "--replay", file, "--no-console"));
            Assert.Equal(2, kafka.ReadAll("replayed", 2).Count);
            Assert.Contains("line 3, column timestamp: 'never' is not a time", _error.ToString(), StringComparison.Ordinal);
            Assert.Contains("ignoring the columns extra", _output.ToString(), StringComparison.Ordinal);
            Assert.Contains("1 rows skipped", _output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task InvokeAsync_DeliveryFails_ExitsWith1()
    {
        using var registry = new RegistryStub();
        Assert.Equal(ExitCodes.Failed, await Invoke(registry.Url, "--topic", "failing", "--duration", "20ms", "--json", "--kafka-property", "message.timeout.ms=1", "--kafka-property", "linger.ms=0"));
        using var summary = JsonDocument.Parse(LastLine(_output));
        Assert.True(summary.RootElement.GetProperty("failed").GetInt64() > 0);
        Assert.NotEmpty(summary.RootElement.GetProperty("last_error").GetString()!);
    }

    [Fact]
    public async Task InvokeAsync_NoRegistry_NamesAddressAndOption()
    {
        Assert.Equal(ExitCodes.Failed, await Invoke("http://127.0.0.1:1", "--give-up-after", "1ms"));
        Assert.Contains("http://127.0.0.1:1", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--schema-registry-url", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_NoKafka_NamesAddressAndOption()
    {
        using var registry = new RegistryStub();
        Assert.Equal(ExitCodes.Failed, await Invoke(registry.Url, "--give-up-after", "1ms", "--kafka-property", "bootstrap.servers=127.0.0.1:1"));
        Assert.Contains("--kafka-bootstrap-servers", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_UnknownKafkaProperty_ExitsWith2()
    {
        using var registry = new RegistryStub();
        Assert.Equal(ExitCodes.BadArguments, await Invoke(registry.Url, "--kafka-property", "no.such=1"));
        Assert.Contains("no.such", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_InterruptedWhileSending_DrainsAndExitsWith0()
    {
        using var registry = new RegistryStub();
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(3), TimeProvider.System);
        Assert.Equal(ExitCodes.Done, await Invoke(registry.Url, interrupt.Token, "--topic", "interrupted", "--json"));
        using var summary = JsonDocument.Parse(LastLine(_output));
        Assert.Equal(summary.RootElement.GetProperty("readings_sent").GetInt64(), summary.RootElement.GetProperty("acknowledged").GetInt64());
    }

    [Fact]
    public async Task InvokeAsync_InterruptedBeforeServersAnswer_ExitsWith130()
    {
        using var interrupt = new CancellationTokenSource(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        Assert.Equal(ExitCodes.Interrupted, await Invoke("http://127.0.0.1:1", interrupt.Token));
    }

    private static string LastLine(StringWriter writer) => writer.ToString().TrimEnd('\n').Split('\n')[^1];

    private Task<int> Invoke(string registryUrl, params string[] args) => Invoke(registryUrl, TestContext.Current.CancellationToken, args);

    private Task<int> Invoke(string registryUrl, CancellationToken cancellationToken, params string[] args) => CommandLine.InvokeAsync(
        ["--kafka-bootstrap-servers", kafka.BootstrapServers, "--schema-registry-url", registryUrl, .. args],
        _output,
        _error,
        TimeProvider.System,
        (settings, cancelled) => new GeneratorRun(settings, Views.Choose(settings with { Plain = true }, _output, _error), TimeProvider.System).RunAsync(cancelled),
        cancellationToken);
}
