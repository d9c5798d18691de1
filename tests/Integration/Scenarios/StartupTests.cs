using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Scenarios;

public sealed class StartupTests(RealServers servers)
{
    [Fact(Timeout = 120_000)]
    public async Task Run_TopicsMissing_NamesThemAndTheOptionThatMakesThem()
    {
        var setup = servers.Setup("missing-topics");

        var result = await GridFlowProcess.RunToEndAsync(setup.Arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"has no topic {setup.Readings}, {setup.Anomalies}, {setup.DeadLetters}, {setup.Control}", result.Error, StringComparison.Ordinal);
        Assert.Contains("--create-topics", result.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Run_CreateTopics_MakesAllFourAndRuns()
    {
        var setup = servers.Setup("create-topics");

        await using var gridflow = await GridFlowProcess.StartAsync(setup);
        await gridflow.RunningAsync();

        foreach (var topic in new[] { setup.Readings, setup.Anomalies, setup.DeadLetters })
        {
            Assert.Equal([0, 0, 0, 0], new KafkaProbe(setup).EndOffsets(topic));
        }

        var (partitions, policy) = await new KafkaProbe(setup).TopicAsync(setup.Control, "cleanup.policy");
        Assert.Equal((1, "compact"), (partitions, policy));
        Assert.Equal(0, await gridflow.TerminateAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task Run_NobodyAtTheKafkaAddress_NamesAddressAndSetting()
    {
        var setup = servers.Setup("wrong-kafka") with { Kafka = "127.0.0.1:1" };

        var result = await GridFlowProcess.RunToEndAsync([.. setup.Arguments, "--Control:StartupTimeout=5s"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Kafka at 127.0.0.1:1 does not answer", result.Error, StringComparison.Ordinal);
        Assert.Contains("--Kafka:BootstrapServers=", result.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Run_NobodyAtTheRegistryAddress_NamesAddressAndSetting()
    {
        var setup = servers.Setup("wrong-registry") with { Registry = "http://127.0.0.1:1" };

        var result = await GridFlowProcess.RunToEndAsync([.. setup.Arguments, "--create-topics", "--Control:StartupTimeout=5s"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("http://127.0.0.1:1", result.Error, StringComparison.Ordinal);
        Assert.Contains("--SchemaRegistry:Url=", result.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Run_TransactionalIdOfAnotherProcessOnTheHost_IsRefusedAtOnce()
    {
        var setup = servers.Setup("same-id");
        var id = $"--Checkpoints:TransactionalId={setup.Group}-a";
        await using var first = await GridFlowProcess.StartAsync(setup, id);
        await first.RunningAsync();

        var result = await GridFlowProcess.RunToEndAsync([.. setup.Arguments, id]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"transactional.id {setup.Group}-a is in use by another process on this host", result.Error, StringComparison.Ordinal);
        Assert.Contains("--Checkpoints:TransactionalId=", result.Error, StringComparison.Ordinal);
        await first.RunningAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Run_TransactionalIdOfALivingInstanceElsewhere_IsRefusedAndDoesNotFenceIt()
    {
        var setup = servers.Setup("same-id-elsewhere");
        var id = $"--Checkpoints:TransactionalId={setup.Group}-a";
        await using var first = await GridFlowProcess.StartAsync(setup, id);
        await first.RunningAsync();

        // Another temporary folder is what another host has: no lock tells of the first.
        var elsewhere = Directory.CreateDirectory(Path.Combine(ServerDiscovery.WorkFolder, setup.Group)).FullName;
        var result = await GridFlowProcess.RunToEndAsync([.. setup.Arguments, id], new Dictionary<string, string> { ["TMPDIR"] = elsewhere });

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"transactional.id {setup.Group}-a is in use elsewhere: group {setup.Group} has a living member of that name", result.Error, StringComparison.Ordinal);
        await first.RunningAsync();
        Assert.DoesNotContain("fenced", first.Log, StringComparison.OrdinalIgnoreCase);
    }

    [Fact(Timeout = 120_000)]
    public async Task Run_TransactionTimeoutAboveTheBrokersLimit_NamesBothSettings()
    {
        var setup = servers.Setup("long-transactions");

        // Apache Kafka allows 15 min unless told otherwise.
        var result = await GridFlowProcess.RunToEndAsync([.. setup.Arguments, "--create-topics", "--Kafka:Producer:transaction.timeout.ms=1000000"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("transaction.max.timeout.ms", result.Error, StringComparison.Ordinal);
        Assert.Contains("Kafka:Producer:transaction.timeout.ms", result.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Run_ReadingsKeptForTooShort_WarnsAndRuns()
    {
        var setup = servers.Setup("short-retention");
        await new KafkaProbe(setup).CreateReadingsAsync(("retention.ms", "60000"), ("cleanup.policy", "compact,delete"));

        await using var gridflow = await GridFlowProcess.StartAsync(setup);
        await gridflow.RunningAsync();

        Assert.Contains($"topic {setup.Readings} keeps records for 00:01:00, but a recovery may need those of the last 00:05:30", gridflow.Log, StringComparison.Ordinal);
        Assert.Contains($"topic {setup.Readings} is compacted", gridflow.Log, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Run_InvalidConfiguration_ListsEveryFaultAndStartsNothing()
    {
        var setup = servers.Setup("invalid");

        var result = await GridFlowProcess.RunToEndAsync(
            [.. setup.Arguments, "--Detection:ThresholdSigma=9", "--Pipeline:BatchSize=0", "--Kafka:Bootstrap=here", "--Detection:Window=soon"]);

        Assert.Equal(78, result.ExitCode);
        foreach (var key in new[] { "4 faults", "Detection:ThresholdSigma", "Pipeline:BatchSize", "Kafka:Bootstrap", "Detection:Window" })
        {
            Assert.Contains(key, result.Error, StringComparison.Ordinal);
        }
    }
}
