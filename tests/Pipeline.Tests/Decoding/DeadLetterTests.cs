using System.Text;
using Confluent.Kafka;
using GridFlow.Decoding;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.TestKit;

namespace GridFlow.Pipeline.Tests.Decoding;

/// <summary>Every kind of bad record through the whole graph: it is said what is wrong with it, and the stream goes on.</summary>
public sealed class DeadLetterTests
{
    private static readonly Dictionary<string, byte[]?> OriginalHeaders = new() { ["trace"] = [1, 2], ["empty"] = [], ["nothing"] = null };

    [Theory]
    [MemberData(nameof(DeadLetterCases.Names), MemberType = typeof(DeadLetterCases))]
    public async Task Graph_BadRecordBetweenGoodOnes_BecomesOneDeadLetterAndTheRestIsScored(string name)
    {
        var bad = DeadLetterCases.All[name];
        await using var driver = NewDriver();
        await driver.SendAsync(Wire.Good("A", 1), 3);
        await driver.SendAsync(bad.Value, 3, "the key"u8.ToArray(), bad.BrokerTimestampMs, OriginalHeaders);
        await driver.SendAsync(Wire.Good("A", 2), 3);
        await driver.CompleteAsync();

        Assert.Equal(2, driver.Sums.Scored);
        Assert.Equal(0, driver.Sums.Conservation.Difference);
        Assert.Equal(1, driver.Sums.DeadLettersByWord[bad.Code.Word()]);
        Assert.Equal(3, driver.Committed[3]);
        var letter = Assert.Single(driver.DeadLetters);
        Assert.Equal("the key"u8.ToArray(), letter.Key);
        Assert.Equal(bad.Value, letter.Value);
        AssertHeaders(bad, letter.Headers);
    }

    [Fact]
    public void Cases_AllCodes_AreCovered() =>
        Assert.Equal(Enum.GetValues<DeadLetterCode>().Order(), DeadLetterCases.All.Values.Select(c => c.Code).Distinct().Order());

    [Fact]
    public async Task Graph_RecordCutAtEveryByte_IsTruncatedThere()
    {
        var whole = Wire.Framed(Wire.Body(feeder: "F-12"u8.ToArray()));
        await using var driver = NewDriver();
        for (var length = 0; length < whole.Length; length++)
        {
            await driver.SendAsync(whole[..length]);
        }

        await driver.SendAsync(whole);
        await driver.CompleteAsync();

        Assert.Equal(1, driver.Sums.Scored);
        Assert.Equal(whole.Length, driver.DeadLetters.Count);
        Assert.All(driver.DeadLetters, (letter, length) =>
        {
            Assert.Equal("truncated", Header(letter.Headers, "gridflow.error.code"));
            Assert.Contains($"ends at byte {length},", Header(letter.Headers, "gridflow.error.message"), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Graph_OtherVersionCutAtEveryByte_IsTruncated()
    {
        byte[] narrow = [6, .. "M-1"u8, .. Wire.Long(Wire.EventTimeMs), .. Wire.Long(230), .. BitConverter.GetBytes(5f), .. Wire.Long(25), 0, 2, 6, .. "F-1"u8];
        var whole = Wire.Framed(narrow, DeadLetterCases.Narrow);
        await using var driver = NewDriver();
        for (var length = 5; length <= whole.Length; length++)
        {
            await driver.SendAsync(whole[..length]);
        }

        await driver.CompleteAsync();
        Assert.Equal(1, driver.Sums.Scored);
        Assert.Equal(new Dictionary<string, long> { ["truncated"] = narrow.Length }, driver.Sums.DeadLettersByWord);
    }

    [Fact]
    public async Task Graph_NullKeyAndNoHeaders_AreKeptAsTheyCame()
    {
        await using var driver = NewDriver();
        await driver.SendAsync([1, 2, 3]);
        await driver.CompleteAsync();
        var letter = Assert.Single(driver.DeadLetters);
        Assert.Null(letter.Key);
        Assert.DoesNotContain(letter.Headers, header => !header.Key.StartsWith("gridflow.", StringComparison.Ordinal));
    }

    private static PipelineTestDriver NewDriver()
    {
        var driver = new PipelineTestDriver();
        driver.Registry.Set(DeadLetterCases.WithoutVoltage, Schemas.WithoutVoltage);
        driver.Registry.Set(DeadLetterCases.Microseconds, Schemas.Microseconds);
        driver.Registry.Set(DeadLetterCases.Narrow, Schemas.Narrow);
        driver.Registry.Set(DeadLetterCases.NotAvro, "syntax = \"proto3\";");
        return driver;
    }

    private static void AssertHeaders(DeadLetterCase bad, Headers headers)
    {
        Assert.Equal(["trace", "empty", "nothing"], headers.Take(3).Select(h => h.Key));
        Assert.Equal([[1, 2], [], null], headers.Take(3).Select(h => h.GetValueBytes()));
        Assert.Equal(bad.Code.Word(), Header(headers, "gridflow.error.code"));
        Assert.Contains(bad.Message, Header(headers, "gridflow.error.message"), StringComparison.Ordinal);
        Assert.Equal("sensor-readings", Header(headers, "gridflow.source.topic"));
        Assert.Equal("3", Header(headers, "gridflow.source.partition"));
        Assert.Equal("1", Header(headers, "gridflow.source.offset"));
        Assert.Equal($"{bad.BrokerTimestampMs}", Header(headers, "gridflow.source.timestamp"));
        Assert.Equal(bad.SchemaId is { } id ? $"{id}" : null, Header(headers, "gridflow.schema.id"));
        Assert.Matches(@"^\d+\.\d+\.\d+", Header(headers, "gridflow.version")!);
    }

    private static string? Header(Headers headers, string name) =>
        headers.SingleOrDefault(h => h.Key == name) is { } header ? Encoding.UTF8.GetString(header.GetValueBytes()) : null;
}
