using Confluent.Kafka;
using GridFlow.Control.Configuration;
using Xunit;

namespace GridFlow.Control.Doctor.Checks;

public sealed class TopicRulesTests
{
    private readonly GridFlowSettings _settings = new();

    [Theory]
    [InlineData("sensor-readings", "message.timestamp.type=LogAppendTime;retention.ms=604800000;cleanup.policy=delete")]
    [InlineData("sensor-readings", "message.timestamp.type=LogAppendTime;retention.ms=-1;cleanup.policy=delete")]
    [InlineData("anomalies", "retention.ms=1000;cleanup.policy=delete")]
    [InlineData("dead-letter-queue", "max.message.bytes=2097152;cleanup.policy=delete")]
    [InlineData("gridflow-control", "cleanup.policy=compact")]
    [InlineData("gridflow-control", "cleanup.policy=compact,delete")]
    public void Check_AsItShouldBe_SaysOkOnce(string topic, string config)
    {
        var finding = Assert.Single(Check(topic, config));
        Assert.Equal((Verdict.Ok, $"topic {topic}"), (finding.Verdict, finding.Subject));
    }

    [Theory]
    [InlineData(nameof(Verdict.Problem), "message.timestamp.type=LogAppendTime", "sensor-readings", "message.timestamp.type=CreateTime")]
    [InlineData(nameof(Verdict.Problem), "retention.ms=604800000", "sensor-readings", "message.timestamp.type=LogAppendTime;retention.ms=60000")]
    [InlineData(nameof(Verdict.Problem), "cleanup.policy=delete", "sensor-readings", "message.timestamp.type=LogAppendTime;cleanup.policy=compact")]
    [InlineData(nameof(Verdict.Problem), "cleanup.policy=delete", "anomalies", "cleanup.policy=compact")]
    [InlineData(nameof(Verdict.Advice), "max.message.bytes=2097152", "dead-letter-queue", "max.message.bytes=1048588;cleanup.policy=delete")]
    [InlineData(nameof(Verdict.Problem), "cleanup.policy=compact", "gridflow-control", "cleanup.policy=delete")]
    public void Check_WrongSetting_NamesTheCommandThatMendsIt(string verdict, string mended, string topic, string config)
    {
        var finding = Assert.Single(Check(topic, config));
        Assert.Equal(verdict, finding.Verdict.ToString());
        Assert.Equal($"kafka-configs --bootstrap-server localhost:9092 --alter --topic {topic} --add-config {mended}", finding.Advice);
    }

    [Theory]
    [InlineData(null, 3, "min.insync.replicas=2")]
    [InlineData("Advice", 1, "min.insync.replicas=1")]
    [InlineData("Advice", 3, "min.insync.replicas=1")]
    [InlineData("Advice", 3, "min.insync.replicas=3")]
    [InlineData("Problem", 2, "min.insync.replicas=3")]
    public void Check_ReplicationOnThreeBrokers_IsJudged(string? verdict, int replicas, string config)
    {
        var finding = Assert.Single(Check("anomalies", $"cleanup.policy=delete;{config}", replicas, brokers: 3));
        Assert.Equal(verdict ?? "Ok", finding.Verdict.ToString());
    }

    [Fact]
    public void Check_PartitionWithoutLeader_IsAProblem()
    {
        var finding = Assert.Single(Check("anomalies", "cleanup.policy=delete", leader: -1));
        Assert.Equal(Verdict.Problem, finding.Verdict);
        Assert.Contains("partition 0, 1 has no leader", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ControlTopicWithPartitions_IsAdvice() =>
        Assert.Equal(Verdict.Advice, Assert.Single(Check("gridflow-control", "cleanup.policy=compact", partitions: 4)).Verdict);

    [Fact]
    public void Check_SettingsNotKnown_SaysWhatIsKnown() => Assert.Equal("2 partitions, 1 replica", Assert.Single(Check("anomalies", null)).Found);

    private IReadOnlyList<Finding> Check(string topic, string? config, int replicas = 1, int brokers = 1, int leader = 1, int? partitions = null)
    {
        var findings = new Findings("topics");
        var all = Enumerable.Range(0, partitions ?? (topic == "gridflow-control" ? 1 : 2))
            .Select(n => new PartitionMetadata(n, leader, [.. Enumerable.Range(1, replicas)], [1], new Error(ErrorCode.NoError))).ToList();
        var settings = config is null ? null : new TopicSettings(config.Split(';').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => (string?)pair[1]));
        new TopicRules(_settings, new TopicMetadata(topic, all, new Error(ErrorCode.NoError)), settings, brokers, findings).Check(1_048_588);
        return findings.Close();
    }
}
