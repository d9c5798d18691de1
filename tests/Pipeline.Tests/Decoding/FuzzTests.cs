using CsCheck;
using GridFlow.Pipeline.Tests.Support;

namespace GridFlow.Pipeline.Tests.Decoding;

/// <summary>Whatever comes, it becomes exactly one reading or exactly one dead letter, and nothing throws.</summary>
public sealed class FuzzTests : IDisposable
{
    private static readonly byte[][] Valid =
    [
        Wire.Framed(Wire.Body()),
        Wire.Framed(Wire.Body(feeder: "F-12"u8.ToArray())),
        Wire.Framed(AvroOracle.Encode(AvroOracle.Record((Avro.RecordSchema)Avro.Schema.Parse(Schemas.WithoutFeeder), Wire.Good())), 2),
        Wire.Framed([6, .. "M-1"u8, .. Wire.Long(Wire.EventTimeMs), .. Wire.Long(230), .. BitConverter.GetBytes(5f), .. Wire.Long(25), 0, 2, 6, .. "F-1"u8], 3),
    ];

    private static readonly Gen<byte[]> Mutated =
        from original in Gen.Int[0, Valid.Length - 1]
        from flips in Gen.Select(Gen.Int[0, 60], Gen.Byte).Array[0, 4]
        from cut in Gen.Int[0, 60]
        from tail in Gen.Byte.Array[0, 3]
        select Mutate(Valid[original], flips, cut, tail);

    private readonly DecoderRig _rig = new(schemas: [(2, Schemas.WithoutFeeder), (3, Schemas.Narrow)]);

    [Fact]
    public void Decode_RandomBytes_GivesOneReadingOrOneDeadLetter() =>
        Gen.Byte.Array[0, 200].Sample(DecodesToOne, iter: 20_000, threads: 1);

    [Fact]
    public void Decode_RandomBodiesOfEverySchema_GiveOneReadingOrOneDeadLetter() =>
        Gen.Select(Gen.Int[1, 3], Gen.Byte.Array[0, 120]).Sample((id, body) => DecodesToOne(Wire.Framed(body, id)), iter: 30_000, threads: 1);

    [Fact]
    public void Decode_MutatedRecords_GiveOneReadingOrOneDeadLetter() => Mutated.Sample(DecodesToOne, iter: 50_000, threads: 1);

    [Fact]
    public async Task Decode_UnchangedRecords_GiveReadings() => Assert.Equal(Valid.Length, (await _rig.DecodeAsync(Valid)).ReadingCount);

    public void Dispose() => _rig.Dispose();

    private bool DecodesToOne(byte[] value)
    {
        var decoding = _rig.DecodeAsync(value);
        return decoding.IsCompletedSuccessfully && decoding.Result.ReadingCount + decoding.Result.DeadLetters.Count == 1;
    }

    private static byte[] Mutate(byte[] original, (int At, byte By)[] flips, int cut, byte[] tail)
    {
        byte[] copy = [.. original];
        foreach (var (at, by) in flips)
        {
            copy[5 + (at % (copy.Length - 5))] = by;
        }

        return cut < copy.Length ? [.. copy[..^cut], .. tail] : copy;
    }
}
