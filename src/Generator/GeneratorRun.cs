using Confluent.Kafka;
using GridFlow.Decoding;
using GridFlow.Simulation;

namespace GridFlow.Generator;

/// <summary>One run of the program, from looking for its servers to the totals.</summary>
internal sealed class GeneratorRun(GeneratorSettings settings, IProgressView view, TimeProvider time)
{
    // Contract: Ctrl-C ends within 10 s.
    private static readonly TimeSpan DrainWhenInterrupted = TimeSpan.FromSeconds(8);

    private readonly HealthWriter? _health = settings.HealthPath is { } path ? new HealthWriter(path, view, time) : null;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            _health?.Begin();
            var servers = new Servers(settings, new Patience(time, settings.GiveUpAfter, view));
            using var source = ReadingSource.Open(settings, time, view);
            var schemaId = await servers.RegisterSchemaAsync(cancellationToken);
            await servers.FindTopicAsync(cancellationToken);
            source.Begin(settings, time);
            return await SendAsync(source, schemaId, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (e is ReplayFormatException or IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException)
        {
            // The Kafka client reports properties it does not know as InvalidOperationException.
            view.Warn(e.Message);
            return ExitCodes.BadArguments;
        }
        catch (Exception e) when (e is ServerMissingException or SchemaRejectedException or KafkaException)
        {
            view.Warn(e.Message);
            return ExitCodes.Failed;
        }
    }

    private async Task<int> SendAsync(ReadingSource source, long schemaId, CancellationToken cancellationToken)
    {
        using var client = new ProducerBuilder<byte[], byte[]>(ReadingProducerConfig.Create(settings.Kafka))
            .SetErrorHandler((_, error) => view.Warn($"Kafka: {error.Reason}"))
            .SetLogHandler((_, _) => { })
            .Build();
        var producer = new ReadingProducer(client, settings.Kafka.ReadingsTopic, schemaId, settings.Registry.IdLayout, time);
        view.Say($"Sending {source.Description} to {settings.Kafka.ReadingsTopic} at {settings.Kafka.BootstrapServers}, schema id {schemaId}.");

        var startedAt = time.GetTimestamp();
        using var stopViews = new CancellationTokenSource();
        var shown = view.ShowAsync(Read, time, stopViews.Token);
        var kept = _health?.KeepAsync(() => producer.Progress.Acknowledged, stopViews.Token) ?? Task.CompletedTask;
        long unconfirmed;
        try
        {
            await RunToItsEndAsync(producer, source, cancellationToken);
            unconfirmed = await Task.Run(
                () => producer.Flush(cancellationToken.IsCancellationRequested ? DrainWhenInterrupted : settings.GiveUpAfter),
                CancellationToken.None);
        }
        finally
        {
            await stopViews.CancelAsync();
            await Task.WhenAll(shown, kept);
        }

        if (unconfirmed > 0)
        {
            view.Warn($"{unconfirmed} readings were not confirmed in time; they count as failed.");
        }

        var summary = Summarize(Read(), source, unconfirmed);
        view.Finish(summary);
        return summary.Failed > 0 ? ExitCodes.Failed : ExitCodes.Done;

        GeneratorProgress Read() => new(producer.Progress, source.Injected.ByKind(), source.RowsSkipped, time.GetElapsedTime(startedAt));
    }

    private async Task RunToItsEndAsync(ReadingProducer producer, ReadingSource source, CancellationToken interrupted)
    {
        using var late = source.TimeLimit is { } limit ? new CancellationTokenSource(limit, time) : new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted, late.Token);
        try
        {
            await producer.RunAsync(source.Slots, source.Run, stop.Token);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            view.Say("Interrupted; draining.");
        }
        catch (OperationCanceledException)
        {
            if (source.EndsByItself)
            {
                view.Warn("Fell behind --event-rate: the time is over before all readings are sent.");
            }
        }
    }

    private GeneratorSummary Summarize(in GeneratorProgress progress, ReadingSource source, long unconfirmed) => new()
    {
        Topic = settings.Kafka.ReadingsTopic,
        ReadingsSent = progress.Readings.Sent,
        Acknowledged = progress.Readings.Acknowledged,
        Failed = progress.Readings.Failed + unconfirmed,
        Withheld = Math.Max(0, source.SlotsTaken(progress.Readings.Sent) - progress.Readings.Sent),
        RowsSkipped = source.RowsSkipped,
        AnomaliesInjected = source.Injected.Total,
        InjectedByKind = progress.Injected.ToDictionary(kind => kind.Kind, kind => kind.Count),
        ReadingsPerSecond = Math.Round(progress.Readings.Sent / Math.Max(0.001, progress.Elapsed.TotalSeconds), 1),
        DurationSeconds = Math.Round(progress.Elapsed.TotalSeconds, 3),
        LastError = progress.Readings.LastError,
    };
}
