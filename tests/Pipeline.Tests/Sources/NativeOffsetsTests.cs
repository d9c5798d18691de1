using Confluent.Kafka;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Sources;
using GridFlow.Sources.Native;
using GridFlow.TestKit;

namespace GridFlow.Pipeline.Tests.Sources;

public sealed class NativeOffsetsTests
{
    [Fact]
    public async Task Commit_WithNote_IsReadWithItAndGoesWithTheNext()
    {
        using var rig = new KafkaRig();
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(KafkaClientConfig.Consumer(rig.Options))
            .SetPartitionsAssignedHandler((_, assigned) => assigned.Select(partition => new TopicPartitionOffset(partition, 0)))
            .Build();
        using var lookup = new OffsetLookup(rig.Options);
        consumer.Subscribe("sensor-readings");
        await Eventually.TrueAsync(() => consumer.Consume(TimeSpan.FromMilliseconds(50)) is null && consumer.Assignment.Count > 0, "assigned");

        Assert.Null(lookup.CommittedWithNote(1));
        NativeOffsets.Commit(consumer, "sensor-readings", 1, 7, "roll_to=ü");
        Assert.Equal(new CommittedPosition(7, "roll_to=ü"), lookup.CommittedWithNote(1));
        Assert.Null(lookup.CommittedWithNote(0));
        Assert.Equal(7, lookup.Committed(1));

        NativeOffsets.Commit(consumer, "sensor-readings", 1, 9, "");
        Assert.Equal(new CommittedPosition(9, ""), lookup.CommittedWithNote(1));
    }
}
