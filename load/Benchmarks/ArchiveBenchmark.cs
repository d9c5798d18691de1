using System.IO.Compression;
using GridFlow.Readings;
using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Format;
using Parquet;

namespace GridFlow.Load.Benchmarks;

/// <summary>What it costs to write readings of a simulated grid to Parquet files, in the way that is shipped and in others. The reference is no compression and no encoding.</summary>
internal sealed class ArchiveBenchmark(int meters, int rowGroupRows, int rounds)
{
    private const int RowGroups = 6;

    private static readonly (string What, Func<ParquetOptions> Options)[] Ways =
    [
        ("plain, uncompressed", () => ArchiveSchema.Options(CompressionMethod.None, CompressionLevel.Fastest, dictionaries: false, deltas: false)),
        ("shipped", ArchiveSchema.Shipped),
        ("shipped, zstd 1", () => ArchiveSchema.Options(CompressionMethod.Zstd, CompressionLevel.Fastest, dictionaries: true, deltas: true)),
        ("shipped, uncompressed", () => ArchiveSchema.Options(CompressionMethod.None, CompressionLevel.Fastest, dictionaries: true, deltas: true)),
        ("shipped, snappy", () => ArchiveSchema.Options(CompressionMethod.Snappy, CompressionLevel.Fastest, dictionaries: true, deltas: true)),
        ("shipped without dictionaries", () => ArchiveSchema.Options(CompressionMethod.Zstd, CompressionLevel.Optimal, dictionaries: false, deltas: true)),
        ("shipped without deltas", () => ArchiveSchema.Options(CompressionMethod.Zstd, CompressionLevel.Optimal, dictionaries: true, deltas: false)),
        ("shipped, zstd 1, doubles split", () => ArchiveSchema.Options(CompressionMethod.Zstd, CompressionLevel.Fastest, dictionaries: true, deltas: true, splitBytes: true)),
        ("shipped, doubles split", () => ArchiveSchema.Options(CompressionMethod.Zstd, CompressionLevel.Optimal, dictionaries: true, deltas: true, splitBytes: true)),
    ];

    /// <summary>Measures all ways; the best of all rounds counts, since other work on the machine can only slow it.</summary>
    public async Task<IReadOnlyList<ArchiveSpeed>> RunAsync()
    {
        var batches = SimulatedBatches.Make(meters, rowGroupRows * RowGroups);
        var folder = Directory.CreateTempSubdirectory("gridflow-archive-");
        try
        {
            var best = new ArchiveSpeed?[Ways.Length];
            for (var round = 0; round <= rounds; round++)
            {
                for (var way = 0; way < Ways.Length; way++)
                {
                    var speed = await WriteAsync(Ways[way].What, Ways[way].Options(), batches, Path.Combine(folder.FullName, "bench.parquet"));
                    // The first round compiles.
                    best[way] = round > 0 && (best[way] is not { } known || speed.Run.Cpu < known.Run.Cpu) ? speed : best[way];
                }
            }

            return [.. best.OfType<ArchiveSpeed>()];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<ArchiveSpeed> WriteAsync(string what, ParquetOptions options, IReadOnlyList<ReadingBatch> batches, string path)
    {
        using var writer = new ArchiveFileWriter(path, partition: 0, options);
        var probe = CpuProbe.Start();
        foreach (var batch in batches)
        {
            foreach (ref readonly var reading in batch.Readings)
            {
                writer.Add(batch, reading);
            }

            if (writer.BufferedRows >= rowGroupRows)
            {
                await writer.FlushAsync(CancellationToken.None);
            }
        }

        var info = new ArchiveFileInfo("bench", 0, writer.FirstOffset, writer.LastOffset, writer.Rows, 1, "0", writer.FirstOffset, writer.LastOffset + 1, 0, 1);
        var file = await writer.FinishAsync(info, CancellationToken.None);
        return new ArchiveSpeed(what, file.Bytes, probe.Stop(info.Rows, anomalies: 0));
    }
}

/// <summary>How small and how fast.</summary>
internal sealed record ArchiveSpeed(string What, long FileBytes, BenchmarkRun Run)
{
    public double BytesPerRow => (double)FileBytes / Run.Readings;
}
