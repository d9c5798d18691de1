using System.Globalization;
using System.Text;
using Confluent.Kafka;
using CsCheck;
using GridFlow.Sinks.InfluxDb;
using GridFlow.Sources.Anomalies;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Sinks.InfluxDb;

public sealed class InfluxDbWriterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConditionBoard _board = new(NullLogger.Instance);
    private readonly Letters _letters = new();

    [Fact]
    public Task Write_AnyBadLines_ExactlyTheyAreDeadLettersAndAllOthersAreKept() => Gen.Bool.Array[1, 70].SampleAsync(async bad =>
    {
        var server = new ScriptedInflux(line => bad[int.Parse(line, CultureInfo.InvariantCulture)]);
        var (letters, ledger) = (new Letters(), new InfluxDbLedger());
        var batch = Batch(bad.Length, ledger);
        await Writer(server, letters, ledger).WriteAsync(batch, default);

        var expected = Enumerable.Range(0, bad.Length).ToLookup(i => bad[i]);
        Assert.Equal(expected[true].Select(i => (long)i), letters.Sent.Select(letter => letter.Record.Consumed.Offset.Value));
        Assert.All(letters.Sent, letter => Assert.Equal($"400 unable to parse '{letter.Record.Consumed.Offset.Value}'", letter.Message));
        Assert.Equal(expected[false].Select(i => $"{i}").Order(), server.Kept.Order());
        Assert.Equal((bad.Length, expected[false].Count(), expected[true].Count(), 0), (ledger.Read, ledger.Written, ledger.Rejected, ledger.InMemory));
        Assert.Equal(bad.Length, batch.Records[0].Partition.Committable);
    });

    [Fact]
    public async Task Write_OneBadLineInAThousand_TakesAFewWrites()
    {
        var server = new ScriptedInflux(line => line == "417");
        await Writer(server, _letters, new InfluxDbLedger()).WriteAsync(Batch(1000), default);
        Assert.InRange(server.Writes, 10, 25);
    }

    [Theory]
    [InlineData("Unavailable")]
    [InlineData("Unauthorized")]
    [InlineData("NotFound")]
    [InlineData("Unexpected")]
    public async Task Write_ServerCannot_HoldsThePositionAndShowsItUntilItCan(string outcome)
    {
        var (server, ledger) = (new ScriptedInflux(_ => false), new InfluxDbLedger());
        for (var i = 0; i < 5; i++)
        {
            server.Failures.Enqueue(new InfluxDbAnswer(Enum.Parse<InfluxDbOutcome>(outcome), "says no"));
        }

        var batch = Batch(7, ledger);
        var writing = Writer(server, _letters, ledger).WriteAsync(batch, default);
        foreach (var seconds in new[] { 1, 2, 4, 5, 5 })
        {
            var before = server.Writes;
            Assert.Contains("says no", Assert.Single(_board.Sentences), StringComparison.Ordinal);
            Assert.Equal(-1, batch.Records[0].Partition.Committed);
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(before, server.Writes);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Eventually.TrueAsync(() => server.Writes == before + 1 && (writing.IsCompleted || _board.Sentences.Count == 1), "another try");
        }

        await writing;
        Assert.Empty(_board.Sentences);
        Assert.Empty(_letters.Sent);
        Assert.Equal((7, 35, 5, 0), (ledger.Written, ledger.Failed, ledger.Retries, ledger.InMemory));
    }

    [Fact]
    public async Task Write_ServerAsksForAPause_IsLeftAloneForSoLong()
    {
        var server = new ScriptedInflux(_ => false);
        server.Failures.Enqueue(new InfluxDbAnswer(InfluxDbOutcome.Unavailable, "429", TimeSpan.FromSeconds(60)));
        var writing = Writer(server, _letters, new InfluxDbLedger()).WriteAsync(Batch(1), default);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, server.Writes);
        _time.Advance(TimeSpan.FromSeconds(1));
        await writing;
        Assert.Equal(2, server.Writes);
    }

    [Fact]
    public async Task Write_TooMuchAtOnce_IsSentInHalves()
    {
        var server = new ScriptedInflux(_ => false);
        server.Failures.Enqueue(new InfluxDbAnswer(InfluxDbOutcome.TooLarge, "413"));
        await Writer(server, _letters, new InfluxDbLedger()).WriteAsync(Batch(9), default);
        Assert.Equal((9, 3, 0), (server.Kept.Count, server.Writes, _letters.Sent.Count));
    }

    [Fact]
    public async Task Write_DeadLetterNotAcknowledged_NothingIsDone()
    {
        var letters = new Letters { Failure = new InvalidOperationException("no broker") };
        var batch = Batch(3);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Writer(new ScriptedInflux(line => line == "1"), letters, new InfluxDbLedger()).WriteAsync(batch, default));
        Assert.False(batch.Records[0].Partition.IsDrained);
    }

    private static AnomalyBatch Batch(int lines, InfluxDbLedger? ledger = null)
    {
        var partition = new AnomalyPartition(0);
        var records = new List<AnomalyRecord>();
        for (var i = 0; i < lines; i++)
        {
            partition.Read(i);
            ledger?.CountRead();
            records.Add(new AnomalyRecord(partition, new ConsumeResult<byte[]?, byte[]?> { Topic = "anomalies", Partition = 0, Offset = i, Message = new Message<byte[]?, byte[]?>() }));
        }

        var batch = new AnomalyBatch(records);
        batch.Lines.AddRange(records.Select((record, i) => new AnomalyLine(record, Encoding.UTF8.GetBytes($"{i}\n"))));
        return batch;
    }

    private InfluxDbWriter Writer(ScriptedInflux server, Letters letters, InfluxDbLedger ledger) =>
        new(server, letters, new InfluxDbConditions(new InfluxDbOptions { Url = "http://influx:8086", Org = "o", Token = "t" }, _board), ledger, _time);

    private sealed class Letters : IAnomalyDeadLetters
    {
        public List<RejectedAnomaly> Sent { get; } = [];

        public Exception? Failure { get; init; }

        public Task SendAsync(IReadOnlyCollection<RejectedAnomaly> rejected, CancellationToken cancellationToken)
        {
            Sent.AddRange(rejected);
            return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
        }
    }
}
