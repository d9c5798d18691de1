using System.ComponentModel.DataAnnotations;
using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Sources;
using GridFlow.Topology;

namespace GridFlow.Pipeline.Tests.Topology;

/// <summary>What configuration refuses, and that it names the key.</summary>
public sealed class OptionsTests
{
    public static IEnumerable<TheoryDataRow<object, string>> Bad =>
    [
        new(new DetectionOptions { ThresholdSigma = 1.49 }, "ThresholdSigma"),
        new(new DetectionOptions { ThresholdSigma = 4.01 }, "ThresholdSigma"),
        new(new DetectionOptions { ThresholdSigma = double.NaN }, "ThresholdSigma"),
        new(new DetectionOptions { Window = TimeSpan.Zero }, "Window"),
        new(new DetectionOptions { Window = TimeSpan.FromDays(2) }, "Window"),
        new(new DetectionOptions { MinimumReadings = 2 }, "MinimumReadings"),
        new(new DetectionOptions { IdleEviction = TimeSpan.FromMinutes(4) }, "IdleEviction"),
        new(new DetectionOptions { ClockLead = TimeSpan.FromSeconds(-1) }, "ClockLead"),
        new(new ChannelOptions { Resolution = 0, StdDevFloor = 1, Minimum = 0, Maximum = 1 }, "Resolution"),
        new(new ChannelOptions { Resolution = 0.1, StdDevFloor = 0, Minimum = 0, Maximum = 1 }, "StdDevFloor"),
        new(new ChannelOptions { Resolution = 0.1, StdDevFloor = 1, Minimum = 1, Maximum = 1 }, "Minimum"),
        new(new ChannelOptions { Resolution = 0.1, StdDevFloor = 1, Minimum = double.NaN, Maximum = 1 }, "Minimum"),
        new(new ChannelOptions { Resolution = 0.0001, StdDevFloor = 1, Minimum = 0, Maximum = 214_749 }, "Resolution"),
        new(new ChannelOptions { Resolution = 1, StdDevFloor = 1, Minimum = double.NegativeInfinity, Maximum = 1 }, "Resolution"),
        new(new SeverityOptions { WarningSigma = 7 }, "WarningSigma"),
        new(new SeverityOptions { CriticalSigma = 1 }, "CriticalSigma"),
        new(new CheckpointsOptions { SnapshotsKept = 1 }, "SnapshotsKept"),
        new(new CheckpointsOptions { Store = "gs://bucket" }, "Store"),
        new(new CheckpointsOptions { Store = "s3://NO/x", Endpoint = "http://localhost:1" }, "Store"),
        new(new CheckpointsOptions { TransactionMinInterval = TimeSpan.FromSeconds(1) }, "TransactionMinInterval"),
        new(new CheckpointsOptions { TransactionMaxInterval = TimeSpan.FromMinutes(2) }, "TransactionMaxInterval"),
        new(new PipelineOptions { BatchSize = 0 }, "BatchSize"),
        new(new PipelineOptions { BlockCapacity = 5000 }, "BlockCapacity"),
        new(new KafkaOptions { BootstrapServers = "" }, "BootstrapServers"),
        new(new KafkaOptions { GroupId = "" }, "GroupId"),
        new(new KafkaOptions { Partitions = 0 }, "Partitions"),
        new(new SchemaRegistryOptions { Url = "localhost" }, "Url"),
        new(new SchemaRegistryOptions { MissLifetime = TimeSpan.Zero }, "MissLifetime"),
    ];

    public static IEnumerable<TheoryDataRow<object>> Good =>
    [
        new(new DetectionOptions()), new(new DetectionOptions().Voltage), new(new DetectionOptions().Current), new(new DetectionOptions().Temperature),
        new(new SeverityOptions()), new(new CheckpointsOptions()), new(new PipelineOptions()), new(new KafkaOptions()), new(new SchemaRegistryOptions()),
        new(new DetectionOptions { ThresholdSigma = 1.5 }), new(new DetectionOptions { ThresholdSigma = 4 }),
        new(new DetectionOptions { IdleEviction = TimeSpan.FromMinutes(5) }),
    ];

    [Theory]
    [MemberData(nameof(Bad))]
    public void Validate_ValueThatIsNotAllowed_NamesItsKey(object options, string key) =>
        Assert.Contains(Validate(options), fault => fault.MemberNames.Contains(key));

    [Theory]
    [MemberData(nameof(Good))]
    public void Validate_DefaultsAndLimits_AreAllowed(object options) => Assert.Empty(Validate(options));

    private static List<ValidationResult> Validate(object options)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        return faults;
    }
}
