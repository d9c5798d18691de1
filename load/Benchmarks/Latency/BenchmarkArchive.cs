using GridFlow.Checkpoints;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Sinks.Archive;
using GridFlow.Sources;
using GridFlow.Telemetry;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Load.Benchmarks.Latency;

/// <summary>An archive that runs beside the pipeline, as <c>gridflow run</c> runs it.</summary>
internal sealed class BenchmarkArchive : IAsyncDisposable
{
    /// <summary>No archive.</summary>
    public const string None = "none";

    /// <summary>Into a folder.</summary>
    public const string Folder = "directory";

    /// <summary>Into an S3 service that is away: the spool grows.</summary>
    public const string Gone = "s3-away";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gridflow-bench-");
    private readonly CancellationTokenSource _stop = new();
    private readonly ArchivePipeline _archive;
    private readonly Task _running;

    /// <param name="kind"><see cref="Folder"/> or <see cref="Gone"/>.</param>
    /// <param name="kafka">Those of the pipeline.</param>
    /// <param name="registry">That of the pipeline.</param>
    public BenchmarkArchive(string kind, KafkaOptions kafka, ISchemaRegistry registry)
    {
        var options = new ArchiveOptions
        {
            GroupId = $"{kafka.GroupId}-archive",
            SpoolDirectory = Path.Combine(_folder.FullName, "spool"),
            // Short, so that a run has many uploads and not none.
            RollInterval = TimeSpan.FromSeconds(5),
            Target = kind == Folder ? ArchiveTargetKind.Directory : ArchiveTargetKind.S3,
            Directory = Path.Combine(_folder.FullName, "archive"),
            Bucket = "s3://nobody",
            Endpoint = "http://127.0.0.1:1",
        };
        var settings = new PipelineSettings(kafka, new SchemaRegistryOptions(), new DetectionOptions(), new CheckpointsOptions(), new PipelineOptions());
        _archive = new ArchivePipeline(settings, options, "bench", registry, new ConditionBoard(NullLogger.Instance), TimeProvider.System, NullLoggerFactory.Instance);
        _running = _archive.RunAsync(_stop.Token);
    }

    /// <summary>Waits until it has taken so many readings.</summary>
    /// <exception cref="InvalidOperationException">It did not, or readings are missing from its books: no figure of the run counts.</exception>
    public async Task AcceptedAsync(long readings)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (_archive.Sums.Accepted < readings)
        {
            if (_running.IsCompleted || TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"The archive has taken {_archive.Sums} of {readings} readings.");
            }

            await Task.Delay(Look, TimeProvider.System);
        }

        if (_archive.Sums.Difference != 0)
        {
            throw new InvalidOperationException($"Readings went astray: {_archive.Sums}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _archive.Dispose();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }
}
