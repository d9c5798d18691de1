using System.Globalization;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.DeadLetters.Replay;
using GridFlow.Control.Hosting;
using GridFlow.Control.Startup;
using GridFlow.Control.Topics;
using GridFlow.Decoding;
using GridFlow.Decoding.Inspection;
using GridFlow.Readings;
using Spectre.Console;

namespace GridFlow.Control.DeadLetters;

/// <summary><c>gridflow dlq list | show | stats | replay</c>.</summary>
internal sealed class DeadLetterCommand(DeadLetterArguments arguments, GridFlowSettings settings, DeadLetterView view, TextWriter error, TimeProvider time)
{
    // Tables in files and pipes are read by programs, which have no width.
    private const int WidthOfFiles = 240;

    private readonly DeadLetterFilter _filter = new(arguments.Choice, time.GetUtcNow());
    private readonly ReadProgress _progress = new(error, time);

    public static async Task<int> ExecuteAsync(DeadLetterArguments arguments, IConfigurationRoot configuration, TimeProvider time)
    {
        using var signals = new StopSignals();
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfFiles;
        }

        var settings = SettingsReader.Read(configuration);
        var command = new DeadLetterCommand(arguments, settings, new DeadLetterView(console, settings.Kafka.DeadLetterTopic), Console.Error, time);
        try
        {
            return await command.RunAsync(signals.Stop);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    /// <summary>Runs one of the commands.</summary>
    /// <exception cref="StartupFailedException">Kafka is away, or has no such topic or record.</exception>
    internal async Task<int> RunAsync(CancellationToken stop)
    {
        if (_filter.Since >= _filter.Until)
        {
            await error.WriteLineAsync("gridflow: --since must be before --until.");
            return ExitCode.BadArguments;
        }

        if (arguments.Task == DeadLetterTask.Replay)
        {
            return await new ReplayCommand(arguments, settings, _filter, view, error, time).RunAsync(stop);
        }

        using var queue = new DeadLetterQueue(settings.Kafka, settings.Kafka.GroupId, settings.Control.StartupTimeout, _progress, time);
        switch (arguments.Task)
        {
            case DeadLetterTask.Show:
                await ShowAsync(queue, stop);
                break;
            case DeadLetterTask.Stats:
                await Task.Run(() => Stats(queue, stop), stop);
                break;
            default:
                await Task.Run(() => List(queue, stop), stop);
                break;
        }

        return ExitCode.Done;
    }

    private void List(DeadLetterQueue queue, CancellationToken stop)
    {
        var ranges = queue.Ranges(_filter.Since);
        if (arguments.All)
        {
            ListAll(queue, ranges, stop);
            return;
        }

        var search = new NewestRecords(arguments.Limit!.Value, _filter.Fits);
        var total = ranges.Sum(range => range.Length);
        var found = search.Find(ranges, pieces => queue.Read(pieces, stop), () => _progress.Step(search.Done, total, () => $"{search.Found} found"));
        if (!arguments.Json)
        {
            view.List(found, !arguments.Choice.IsAll);
            return;
        }

        foreach (var record in found)
        {
            view.Json(DeadLetterRow.Of(record));
        }
    }

    private void ListAll(DeadLetterQueue queue, IReadOnlyList<TopicRange> ranges, CancellationToken stop)
    {
        var found = 0L;
        foreach (var record in Counted(queue, ranges, () => $"{found} found", stop).Where(_filter.Fits))
        {
            found++;
            if (arguments.Json)
            {
                view.Json(DeadLetterRow.Of(record));
            }
            else
            {
                view.Row(record);
            }
        }

        if (found == 0 && !arguments.Json)
        {
            view.Empty(!arguments.Choice.IsAll);
        }
    }

    private void Stats(DeadLetterQueue queue, CancellationToken stop)
    {
        var tally = new DeadLetterTally();
        foreach (var record in Counted(queue, queue.Ranges(_filter.Since), () => $"{tally.Count} counted", stop).Where(_filter.Fits))
        {
            tally.Add(record);
        }

        if (arguments.Json)
        {
            view.Json(tally.Stats(queue.Topic));
        }
        else
        {
            view.Stats(tally.Stats(queue.Topic), !arguments.Choice.IsAll);
        }
    }

    private async Task ShowAsync(DeadLetterQueue queue, CancellationToken stop)
    {
        var place = arguments.Place!;
        var record = await Task.Run(() => Find(queue, place, stop), stop);
        var detail = DeadLetterDetail.Of(record, await InspectAsync(record, stop), RegistryFraming.HeaderBytes(settings.SchemaRegistry.IdLayout));
        if (arguments.Json)
        {
            view.Json(detail);
            return;
        }

        foreach (var line in DeadLetterDetailText.Lines(detail))
        {
            view.Line(line);
        }
    }

    private async Task<RecordInspection> InspectAsync(DeadLetterRecord record, CancellationToken stop)
    {
        // The decoder of readings would find a fault in every anomaly, and a wrong one.
        if (QueueCodes.IsOfAnomaly(record.Code) || record.SourceTopic == settings.Kafka.AnomaliesTopic)
        {
            return new RecordInspection(
                record.SchemaId, null, [], null, DecodeFault.None, $"it is an anomaly, not a reading; it stands in {record.SourceTopic}, and only InfluxDB does not have it");
        }

        using var registry = new ConfluentSchemaRegistry(settings.SchemaRegistry);
        return await new RecordInspector(registry, new DecodeLimits(settings.Detection), settings.SchemaRegistry.IdLayout, time).InspectAsync(record.Value, record.SourceTimestampMs, stop);
    }

    private static DeadLetterRecord Find(DeadLetterQueue queue, RecordPlace place, CancellationToken stop)
    {
        var ranges = queue.Ranges(null);
        if (place.Partition >= ranges.Count)
        {
            throw new StartupFailedException($"{queue.Topic} has no partition {place.Partition}: it has {ranges.Count}.");
        }

        var range = ranges[place.Partition];
        if (place.Offset < range.Begin || place.Offset >= range.End)
        {
            throw new StartupFailedException(string.Create(CultureInfo.InvariantCulture, $"{queue.Topic} has no record {place}: partition {place.Partition} has offsets {range.Begin} to {range.End - 1}.\nSee gridflow dlq list"));
        }

        return queue.Read([new TopicRange(place.Partition, place.Offset, place.Offset + 1)], stop).FirstOrDefault()
            ?? throw new StartupFailedException($"{queue.Topic} has no record {place}: that offset is the mark of a transaction, or was taken back.\nSee gridflow dlq list");
    }

    private IEnumerable<DeadLetterRecord> Counted(DeadLetterQueue queue, IReadOnlyList<TopicRange> ranges, Func<string> found, CancellationToken stop)
    {
        var (done, total) = (0L, ranges.Sum(range => range.Length));
        foreach (var record in queue.Read(ranges, stop))
        {
            yield return record;
            _progress.Step(++done, total, found);
        }
    }
}
