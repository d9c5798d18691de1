using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace GridFlow.Steering;

/// <summary>Writes audit records beside the calls that they are about.</summary>
internal sealed partial class AuditTrail : IAsyncDisposable
{
    private const int MostWaiting = 10_000;
    private const int MostAtOnce = 500;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    private readonly ControlTopic _topic;
    private readonly ControlKeys _keys;
    private readonly ControlJournal _journal;
    private readonly string _instance;
    private readonly ILogger _logger;
    private readonly Channel<AuditRecord> _waiting = Channel.CreateBounded<AuditRecord>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.Wait });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;
    private long _kept;
    private long _failed;

    public AuditTrail(ControlTopic topic, ControlKeys keys, ControlJournal journal, string instance, ILogger logger)
    {
        (_topic, _keys, _journal, _instance, _logger) = (topic, keys, journal, instance, logger);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Records that are durable.</summary>
    public long Kept => Interlocked.Read(ref _kept);

    /// <summary>Records that could not be kept; the log has them.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Keeps a record, soon.</summary>
    public void Add(AuditRecord record)
    {
        if (!_waiting.Writer.TryWrite(record))
        {
            Fail(record, "too many are waiting");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        _stop.CancelAfter(StopPatience);
        await _writing;
        _stop.Dispose();
    }

    private async Task WriteAsync()
    {
        var number = -1L;
        var batch = new List<Task>();
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            // Together: one after the other a storm of calls would be written more slowly than it comes.
            while (batch.Count < MostAtOnce && _waiting.Reader.TryRead(out var record))
            {
                number = number < 0 ? await FirstNumberAsync(record) : number;
                if (number >= 0)
                {
                    batch.Add(WriteAsync(number++, record));
                }
            }

            await Task.WhenAll(batch);
            batch.Clear();
        }
    }

    /// <summary>What this instance has written before a restart says where it goes on; −1 when that cannot be known now.</summary>
    private async Task<long> FirstNumberAsync(AuditRecord record)
    {
        try
        {
            await _topic.CaughtUpAsync(_stop.Token);
            return _journal.NextAuditNumber(_instance);
        }
        catch (OperationCanceledException e)
        {
            Fail(record, e.Message);
            return -1;
        }
    }

    private async Task WriteAsync(long number, AuditRecord record)
    {
        try
        {
            await _topic.WriteAsync(ControlKeys.Message(_keys.OfAudit(_instance, number % ControlJournal.AuditSlots), new NumberedAuditRecord(number, record)), _stop.Token);
            Interlocked.Increment(ref _kept);
        }
        catch (Exception e) when (e is SteeringUnavailableException or OperationCanceledException)
        {
            Fail(record, e.Message);
        }
    }

    private void Fail(AuditRecord record, string why)
    {
        Interlocked.Increment(ref _failed);
        LogNotKept(_logger, why, record);
    }

    [LoggerMessage(601, LogLevel.Error, "an audit record could not be kept in the control topic ({Why}): {Record}")]
    private static partial void LogNotKept(ILogger logger, string why, AuditRecord record);
}
