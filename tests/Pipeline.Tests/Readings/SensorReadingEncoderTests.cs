using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Readings;

public sealed class SensorReadingEncoderTests
{
    [Fact]
    public async Task EncodeFramed_IdOfManyMegabytes_EndsNotTheProcess()
    {
        // A generator that makes poison on purpose must live to tell.
        var reading = Wire.Good(new string('x', 20_000_000));
        using var rig = new DecoderRig();
        var batch = await rig.DecodeAsync(SensorReadingEncoder.EncodeFramed(reading, 1, SchemaIdLayout.Confluent));
        Assert.Equal(GridFlow.Decoding.DeadLetterCode.MeterIdTooLong, Assert.Single(batch.DeadLetters).Code);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(int.MaxValue + 1L)]
    public void WriteHeader_IdBeyondFourBytes_Throws(long id)
    {
        if (id < 0)
        {
            var header = new byte[5];
            RegistryFraming.WriteHeader(header, id, SchemaIdLayout.Confluent);
            Assert.Equal(id, RegistryFraming.ReadSchemaId(header, SchemaIdLayout.Confluent));
        }
        else
        {
            Assert.Throws<OverflowException>(() => RegistryFraming.WriteHeader(new byte[5], id, SchemaIdLayout.Confluent));
        }
    }
}
