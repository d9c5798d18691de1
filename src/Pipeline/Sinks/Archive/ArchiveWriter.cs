using GridFlow.Checkpoints;
using GridFlow.Readings;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.Archive;

/// <summary>The stage that turns readings into rolls of files in the spool. One thread at a time.</summary>
/// <param name="options">Sizes and ages of files.</param>
/// <param name="topic">Topic of the readings.</param>
/// <param name="layout">How a schema id stands in a value.</param>
/// <param name="spool">Where files are written.</param>
/// <param name="ledger">Where readings are booked.</param>
/// <param name="upload">Takes finished rolls.</param>
/// <param name="time">The clock.</param>
internal sealed class ArchiveWriter(
    ArchiveOptions options, string topic, SchemaIdLayout layout, SpoolFolder spool, ArchiveLedger ledger, Func<UploadWork, Task> upload, TimeProvider time) : IDisposable
{
    private readonly Dictionary<int, Place> _places = [];

    /// <summary>Adds the readings of a batch. What belongs to an assignment that is over is passed over: it is read again.</summary>
    public async Task AddAsync(ReadingBatch batch, CancellationToken cancellationToken)
    {
        if (!_places.TryGetValue(batch.Partition, out var place) || place.Epoch != batch.Epoch)
        {
            return;
        }

        var (reading, record) = (0, 0);
        while (record < batch.RecordCount)
        {
            var roll = place.Roll ??= NewRoll(batch.Partition, place);
            var stopped = AddUpTo(batch, roll, place.EndsAt, ref reading, ref record);
            if (stopped && roll.Rows == 0)
            {
                // None of what was announced is a reading any more, for example because limits have changed: nothing to end there.
                place.EndsAt = null;
                continue;
            }

            await roll.FlushAsync(cancellationToken);
            if (stopped || IsDue(place, roll))
            {
                await SealAsync(batch.Partition, place, cancellationToken);
            }
        }

        NoteOpen();
    }

    /// <summary>Begins a partition anew under another assignment.</summary>
    public void Start(PlaceWork work)
    {
        GiveUp(work.Partition);
        _places[work.Partition] = new Place { Epoch = work.Epoch, From = work.From, EndsAt = work.EndsAt };
    }

    /// <summary>Finishes what is open of a partition; nothing more of it is taken until it is placed again.</summary>
    public async Task SealAsync(int partition, CancellationToken cancellationToken)
    {
        if (_places.TryGetValue(partition, out var place))
        {
            await SealAsync(partition, place, cancellationToken);
            GiveUp(partition);
        }
    }

    /// <summary>Finishes rolls that have reached their age, and gives up those of partitions that have gone.</summary>
    /// <param name="isOwned">Whether a partition is this instance's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task LookAtClockAsync(Func<int, bool> isOwned, CancellationToken cancellationToken)
    {
        foreach (var partition in _places.Keys.Where(partition => !isOwned(partition)).ToList())
        {
            GiveUp(partition);
        }

        foreach (var (partition, place) in _places)
        {
            if (place.Roll is { } roll && IsDue(place, roll))
            {
                await SealAsync(partition, place, cancellationToken);
            }
        }
    }

    /// <summary>Finishes everything: at the end, and when the disk has no more room for what is open.</summary>
    public async Task SealAllAsync(CancellationToken cancellationToken)
    {
        foreach (var (partition, place) in _places)
        {
            await SealAsync(partition, place, cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var partition in _places.Keys.ToList())
        {
            GiveUp(partition);
        }
    }

    /// <summary>Adds readings until the batch ends, the announced end of the roll is reached, or one more day would have to be open.</summary>
    /// <returns>Whether the roll has to be finished before more can be added.</returns>
    private bool AddUpTo(ReadingBatch batch, OpenRoll roll, long? endsAt, ref int reading, ref int record)
    {
        var readings = batch.Readings;
        var records = batch.Records;
        var (first, rejected) = (reading, 0);
        var stopped = false;
        for (; record < records.Length && !stopped; record++)
        {
            if (endsAt is { } end && records[record].Offset >= end)
            {
                stopped = true;
                break;
            }

            if (reading < readings.Length && readings[reading].Record == record)
            {
                // An announced end was reached with these days before.
                if (endsAt is null && roll.HasNoRoomFor(readings[reading]))
                {
                    stopped = true;
                    break;
                }

                roll.Add(batch, readings[reading++]);
            }
            else
            {
                rejected++;
            }
        }

        var next = stopped ? (endsAt is { } forced && records[record].Offset >= forced ? forced : records[record].Offset) : batch.NextOffset;
        roll.Advance(next, rejected, reading > first ? batch.Slice(records[readings[reading - 1].Record].Value) : []);
        ledger.Accept(reading - first);
        return stopped;
    }

    private OpenRoll NewRoll(int partition, Place place) =>
        new(spool.Open(partition, place.From, place.Epoch), topic, partition, place.From, time.GetTimestamp(), options, layout);

    // One without readings makes no file, so it stays open until there is one.
    private bool IsDue(Place place, OpenRoll roll) => place.EndsAt is { } end
        ? roll.Next == end
        : roll.Rows > 0 && (roll.IsLarge || time.GetElapsedTime(roll.BeganAt) >= options.RollInterval);

    private async Task SealAsync(int partition, Place place, CancellationToken cancellationToken)
    {
        if (place.Roll is not { Rows: > 0 } roll)
        {
            return;
        }

        if (place.EndsAt is { } end && roll.Next < end)
        {
            // Its end is announced, and a shorter one would leave the rest in two files if the whole has been uploaded before. So it has to wait for its end.
            return;
        }

        var files = await roll.FinishAsync(roll.Next, ProductVersion.Text, cancellationToken);
        var finished = spool.Seal(roll.Folder, partition, roll.From, roll.Next, files);
        ledger.Seal(finished.Rows);
        roll.Dispose();
        var announced = place.EndsAt is not null;
        (place.Roll, place.From, place.EndsAt) = (null, finished.To, null);
        NoteOpen();
        FaultPoints.Hit(FaultPoints.ArchiveSealed);
        await upload(new UploadWork(finished, place.Epoch, announced));
    }

    private void GiveUp(int partition)
    {
        if (_places.Remove(partition, out var place) && place.Roll is { } roll)
        {
            ledger.ReleaseOpen(roll.Rows);
            roll.Dispose();
            SpoolFolder.Drop(roll.Folder);
        }
    }

    private void NoteOpen() => spool.NoteOpen(_places.Values.Sum(place => place.Roll?.Bytes ?? 0));

    /// <summary>Where a partition stands.</summary>
    private sealed class Place
    {
        public required long Epoch { get; init; }

        public required long From { get; set; }

        public required long? EndsAt { get; set; }

        public OpenRoll? Roll { get; set; }
    }
}
