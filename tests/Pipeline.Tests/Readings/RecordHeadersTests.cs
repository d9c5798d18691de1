using CsCheck;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Readings;

public sealed class RecordHeadersTests
{
    [Fact]
    public void Unpack_WhatAppendPacked_IsTheSame() => Gen.Select(Gen.String[0, 20], Gen.Byte.Array[0, 300], Gen.Bool).Array[0, 20].Sample(headers =>
    {
        var batch = new ReadingBatch(1);
        batch.Append([1, 2, 3]);
        var start = batch.ByteCount;
        foreach (var (name, value, isNull) in headers)
        {
            RecordHeaders.Append(batch, Wire.Utf8(name), isNull ? [] : value, isNull);
        }

        var unpacked = RecordHeaders.Unpack(batch.Slice(new ByteRange(start, batch.ByteCount - start)));
        Assert.Equal(headers.Length, unpacked.Count);
        Assert.All(headers.Zip(unpacked), pair =>
        {
            Assert.Equal(Wire.Utf8(pair.First.Item1), Wire.Utf8(pair.Second.Key));
            Assert.Equal(pair.First.Item3 ? null : pair.First.Item2, pair.Second.GetValueBytes());
        });
    });

    [Fact]
    public void TryFind_AnyHeaders_IsTheFirstOfThatNameWithAValue() => Gen.Select(Gen.Char["abc"].Select(c => $"{c}"), Gen.Byte.Array[0, 30], Gen.Bool).Array[0, 10].Sample(headers =>
    {
        var batch = new ReadingBatch(1);
        foreach (var (name, value, isNull) in headers)
        {
            RecordHeaders.Append(batch, Wire.Utf8(name), isNull ? [] : value, isNull);
        }

        foreach (var name in new[] { "a", "b", "ab" })
        {
            var expected = headers.Where(header => header.Item1 == name && !header.Item3).Select(header => header.Item2).FirstOrDefault();
            Assert.Equal(expected is not null, RecordHeaders.TryFind(batch.Bytes, Wire.Utf8(name), out var found));
            Assert.Equal(expected ?? [], found.ToArray());
        }
    });
}
