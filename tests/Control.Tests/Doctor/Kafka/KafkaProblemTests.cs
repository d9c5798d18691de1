using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace GridFlow.Control.Doctor.Kafka;

public sealed class KafkaProblemTests
{
    [Fact]
    public void Cause_AnswerAboutGroups_IsTheGroupsOwnError()
    {
        var group = new ListConsumerGroupOffsetsReport { Group = "g", Error = new Error(ErrorCode.GroupCoordinatorNotAvailable), Partitions = [] };

        var cause = KafkaProblem.Cause(new ListConsumerGroupOffsetsException([group]));

        Assert.Equal(ErrorCode.GroupCoordinatorNotAvailable, cause.Code);
        Assert.True(KafkaProblem.Passes(cause));
        Assert.False(KafkaProblem.Passes(new Error(ErrorCode.GroupAuthorizationFailed)));
    }

    [Theory]
    [InlineData(ErrorCode.Local_Resolve, "Failed to resolve 'kafak:9092'", "Kafka:BootstrapServers")]
    [InlineData(ErrorCode.Local_Transport, "Connect to ipv4#127.0.0.1:1 failed: Connection refused", "Kafka:BootstrapServers")]
    [InlineData(ErrorCode.Local_Authentication, "SASL authentication error", "sasl.password")]
    [InlineData(ErrorCode.Local_Ssl, "certificate verify failed", "ssl.ca.location")]
    [InlineData(ErrorCode.Local_Transport, "might be caused by incorrect security.protocol configuration", "Kafka:Properties:security.protocol")]
    public void Advice_KindOfTrouble_NamesTheSettingThatMendsIt(ErrorCode code, string reason, string setting) =>
        Assert.Contains(setting, KafkaProblem.Advice(new Error(code, reason)), StringComparison.Ordinal);
}
