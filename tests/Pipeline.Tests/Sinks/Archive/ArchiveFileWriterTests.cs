using System.Security.Cryptography;
using System.Text;
using CsCheck;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Verification;
using GridFlow.TestKit;
using Parquet;

namespace GridFlow.Pipeline.Tests.Sinks.Archive;

public sealed class ArchiveFileWriterTests : IDisposable
{
    private const long Midnight = 1_767_225_600_000;
    private const int DayMs = 86_400_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-archive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task FinishAsync_RandomReadings_AreReadBackEqual() => await Gen.Int.SampleAsync(
        async seed =>
        {
            var random = new Random(seed);
            var readings = new RandomReadings(seed);
            var offset = random.NextInt64(1L << 40);
            var rows = Enumerable.Range(0, random.Next(1, 400))
                .Select(_ => new ArchivedRow(offset += random.Next(1, 4), readings.Next() with { EventTimeMs = Midnight + random.Next(-1_000, 1_000) }, Partition: 3))
                .ToList();

            var files = await ArchiveSample.RollAsync(_folder, 3, rows[0].Offset, offset + 1, rows, rowGroupRows: random.Next(1, 200));

            Assert.Equal(rows.Select(row => row.Day).Distinct().Count(), files.Count);
            var back = new List<ArchivedRow>();
            foreach (var file in files)
            {
                back.AddRange(await ArchiveSample.ReadAsync(file.Path));
            }

            Assert.Equal(rows, back.OrderBy(row => row.Offset));
            // Equal says nothing of the sign of zero.
            Assert.Equal(rows.Select(row => BitConverter.DoubleToInt64Bits(row.Reading.VoltageV)), back.OrderBy(row => row.Offset).Select(row => BitConverter.DoubleToInt64Bits(row.Reading.VoltageV)));
        },
        iter: 40,
        threads: 1);

    [Fact]
    public async Task FinishAsync_File_IsWhatItSaysOfItself()
    {
        var rows = Rows(100, 2_500);
        var file = Assert.Single(await ArchiveSample.RollAsync(_folder, 0, 90, 3_000, rows, rejected: 5));

        var bytes = await File.ReadAllBytesAsync(file.Path);
        Assert.Equal((bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes))), (file.Bytes, file.ChecksumHex));
        Assert.Equal("readings/year=2026/month=01/day=01/sensor-readings-00000-00000000000000000100.parquet", file.Name);
        using var content = new MemoryStream(bytes);
        Assert.Equal(file.Info, await FooterReader.ReadAsync(content, CancellationToken.None));
        Assert.Equal(new ArchiveFileInfo("sensor-readings", 0, 100, 2_599, 2_500, 1, "0.1.0", 90, 3_000, 5, 1), file.Info);
        Assert.Equal([file.Path], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Format_ColumnsAndFooter_AreTheContract()
    {
        var file = Assert.Single(await ArchiveSample.RollAsync(_folder, 2, 7, 1_200, [.. Rows(7, 1_000).Select(row => row with { Partition = 2 })]));
        await using var reader = await ParquetReader.CreateAsync(file.Path);
        var text = new StringBuilder();
        foreach (var element in reader.Metadata!.Schema.Skip(1))
        {
            var timestamp = element.LogicalType?.TIMESTAMP is { } t ? $" timestamp utc={t.IsAdjustedToUTC} millis={t.Unit.MILLIS is not null}" : "";
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{element.RepetitionType} {element.Type} {element.Name}{timestamp}{(element.LogicalType?.STRING is null ? "" : " string")}\n");
        }

        foreach (var column in reader.Metadata.RowGroups[0].Columns)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{column.MetaData!.PathInSchema[0]}: {column.MetaData.Codec} {string.Join(" ", column.MetaData.Encodings.Order())}\n");
        }

        foreach (var pair in reader.CustomMetadata)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{pair.Key} = {pair.Value}\n");
        }

        Golden.AssertSameText("archive-file-format", text.ToString());
    }

    [Fact]
    public async Task Golden_FileOfVersion1_IsStillRead()
    {
        const string Name = "archive-file-v1";
        if (Environment.GetEnvironmentVariable("GRIDFLOW_UPDATE_GOLDEN") == "1")
        {
            Golden.AssertSame(Name, await File.ReadAllBytesAsync((await ArchiveSample.RollAsync(_folder, 0, 40, 50, Rows(42, 5), rejected: 1)).Single().Path));
        }

        var path = Path.Combine(_folder, "v1.parquet");
        await File.WriteAllBytesAsync(path, Golden.Read(Name));
        Assert.Equal(Rows(42, 5), await ArchiveSample.ReadAsync(path));
        await using var content = File.OpenRead(path);
        Assert.Equal(new ArchiveFileInfo("sensor-readings", 0, 42, 46, 5, 1, "0.1.0", 40, 50, 1, 1), await FooterReader.ReadAsync(content, CancellationToken.None));
        await DeepCheck.ReadAsync(content, new ArchiveName("sensor-readings", 0, new DateOnly(2026, 1, 1), 42), new OffsetSet(40, 50), CancellationToken.None);
    }

    [Fact]
    public async Task Add_UntilFlushed_IsInMemoryAndNothingOnDisk()
    {
        using var writer = Writer();
        ArchiveSample.Add(writer, ArchiveSample.Batch(0, Rows(10, 20)));
        Assert.Equal((20L, 20, 0L, 10L, 29L), (writer.Rows, writer.BufferedRows, writer.Bytes, writer.FirstOffset, writer.LastOffset));
        Assert.Empty(Directory.GetFiles(_folder));

        await writer.FlushAsync(CancellationToken.None);
        Assert.Equal((20L, 0), (writer.Rows, writer.BufferedRows));
        Assert.Equal(writer.Bytes, new FileInfo(Assert.Single(Directory.GetFiles(_folder))).Length);
        Assert.EndsWith(ArchiveFileWriter.UnfinishedEnding, Directory.GetFiles(_folder)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_Unfinished_LeavesWhatIsNoArchiveFile()
    {
        using (var writer = Writer())
        {
            ArchiveSample.Add(writer, ArchiveSample.Batch(0, Rows(0, 20)));
            await writer.FlushAsync(CancellationToken.None);
        }

        await using var content = File.OpenRead(Assert.Single(Directory.GetFiles(_folder)));
        await Assert.ThrowsAsync<FileDamagedException>(() => FooterReader.ReadAsync(content, CancellationToken.None));
    }

    [Fact]
    public void Add_KnownMeters_AllocatesNothing()
    {
        using var writer = Writer();
        var batches = Enumerable.Range(0, 40).Select(n => ArchiveSample.Batch(0, Rows(n * 1_000, 1_000))).ToList();
        batches[..30].ForEach(batch => ArchiveSample.Add(writer, batch));
        var allocated = new List<long>();
        foreach (var batch in batches[30..])
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            ArchiveSample.Add(writer, batch);
            allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // One may double the buffers, one may be struck by another test's collection.
        Assert.InRange(allocated.Count(bytes => bytes != 0), 0, 2);
    }

    [Fact]
    public void Add_WhatDoesNotBelong_Throws()
    {
        using var writer = Writer();
        ArchiveSample.Add(writer, ArchiveSample.Batch(0, Rows(10, 2)));
        Assert.Throws<InvalidOperationException>(() => ArchiveSample.Add(writer, ArchiveSample.Batch(0, Rows(11, 1))));
        Assert.Throws<InvalidOperationException>(() => ArchiveSample.Add(writer, ArchiveSample.Batch(1, Rows(12, 1))));
        var tomorrow = Rows(12, 1)[0];
        Assert.Throws<InvalidOperationException>(() => ArchiveSample.Add(writer, ArchiveSample.Batch(0, tomorrow with { Reading = tomorrow.Reading with { EventTimeMs = Midnight + DayMs } })));
        Assert.Equal((2L, 11L), (writer.Rows, writer.LastOffset));
        writer.Dispose();
        Assert.Throws<InvalidOperationException>(() => ArchiveSample.Add(writer, ArchiveSample.Batch(0, Rows(12, 1))));
    }

    [Fact]
    public async Task FinishAsync_FooterOfOtherRows_IsRefused()
    {
        using var writer = Writer();
        var info = new ArchiveFileInfo("t", 0, 10, 11, 2, 1, "0", 0, 20, 0, 1);
        await Assert.ThrowsAsync<ArgumentException>(() => writer.FinishAsync(info, CancellationToken.None));
        ArchiveSample.Add(writer, ArchiveSample.Batch(0, Rows(10, 2)));
        foreach (var wrong in new[] { info with { Rows = 3 }, info with { FirstOffset = 9 }, info with { LastOffset = 12 }, info with { Partition = 1 } })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => writer.FinishAsync(wrong, CancellationToken.None));
        }

        Assert.Equal(info, (await writer.FinishAsync(info, CancellationToken.None)).Info);
    }

    [Fact]
    public async Task FlushAsync_FolderGone_FailsAndTakesNoMore()
    {
        using var writer = new ArchiveFileWriter(Path.Combine(_folder, "gone", "x.parquet"), 0);
        ArchiveSample.Add(writer, ArchiveSample.Batch(0, Rows(0, 5)));
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => writer.FlushAsync(CancellationToken.None));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.FlushAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Footer_TextsOutsideTheBasicPlane_HaveNoBounds()
    {
        // UTF-16 puts the first before the second, UTF-8 behind it.
        var rows = new[] { "😀", "\uFF61" }.Select((id, n) => new ArchivedRow(n, new SensorReading(id, Midnight, 1, 2, 3, MeterStatus.Ok, id))).ToList();
        var file = Assert.Single(await ArchiveSample.RollAsync(_folder, 0, 0, 2, rows));
        await using var reader = await ParquetReader.CreateAsync(file.Path);
        Assert.Equal(
            ["meter_id", "feeder_id"],
            reader.Metadata!.RowGroups[0].Columns.Where(column => column.MetaData!.Statistics!.MinValue is null).Select(column => column.MetaData!.PathInSchema[0]));
    }

    private static List<ArchivedRow> Rows(long first, int count) =>
    [
        .. Enumerable.Range(0, count).Select(n => new ArchivedRow(
            first + n, new SensorReading($"M-{n % 50:D4}", Midnight + n, 230 + (n % 7), 5.5, 21, (MeterStatus)(n % 6), n % 3 == 0 ? null : $"F-{n % 5}"))),
    ];

    private ArchiveFileWriter Writer() => new(Path.Combine(_folder, "x.parquet"), 0);
}
