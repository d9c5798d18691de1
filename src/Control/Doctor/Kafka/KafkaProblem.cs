using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GridFlow.Control.Startup;

namespace GridFlow.Control.Doctor.Kafka;

/// <summary>What to do about an error of the Kafka client.</summary>
internal static class KafkaProblem
{
    /// <summary>The part of the client's words that is about the trouble; in front of it stand its own names of threads and brokers.</summary>
    public static string Reason(Error error) => error.Reason.TrimEnd('.');

    /// <summary>The error that an answer about several things was thrown for; its own words name no cause.</summary>
    public static Error Cause(KafkaException e)
    {
        var errors = e switch
        {
            DescribeConsumerGroupsException groups => groups.Results.ConsumerGroupDescriptions.Select(group => group.Error),
            ListConsumerGroupOffsetsException groups => groups.Results.SelectMany(group => group.Partitions.Select(partition => partition.Error).Prepend(group.Error)),
            ListOffsetsException offsets => offsets.Result.ResultInfos.Select(info => info.TopicPartitionOffsetError.Error),
            _ => [],
        };
        return errors.FirstOrDefault(error => error is { IsError: true }) ?? e.Error;
    }

    /// <summary>What a broker answers while it gets ready: a new group's coordinator, a new topic's leader.</summary>
    public static bool Passes(Error error) => error.Code is ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.GroupLoadInProgress or ErrorCode.NotCoordinatorForGroup
        or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition or ErrorCode.UnknownTopicOrPart;

    /// <summary>Tells wrong names, nobody there, TLS and SASL apart.</summary>
    public static string Advice(Error error) => error.Code switch
    {
        ErrorCode.Local_Resolve => $"No such host name. {SettingAdvice.For("Kafka:BootstrapServers")}",
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed =>
            "The broker refuses user or password: Kafka:Properties:sasl.mechanism, Kafka:Properties:sasl.username, Kafka:Properties:sasl.password (best as GRIDFLOW_Kafka__Properties__sasl.password).",
        ErrorCode.Local_Ssl => "TLS fails: Kafka:Properties:ssl.ca.location must hold the authority of the broker's certificate; for mutual TLS ssl.certificate.location and ssl.key.location, too.",
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed => "Allow this user to read the readings topic and the groups, and to write to the other topics and the transactional id.",
        _ when error.Reason.Contains("SSL", StringComparison.OrdinalIgnoreCase) || error.Reason.Contains("security.protocol", StringComparison.OrdinalIgnoreCase) =>
            "The broker speaks another protocol on this port: Kafka:Properties:security.protocol (plaintext, ssl, sasl_plaintext, sasl_ssl).",
        _ => $"Start Kafka there, or open the way to it. {SettingAdvice.For("Kafka:BootstrapServers")}",
    };
}
