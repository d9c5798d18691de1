using Confluent.Kafka;
using GridFlow.Sources;

namespace GridFlow.Control.Doctor.Kafka;

/// <summary>What the checks of Kafka share: one client and one answer about brokers and topics.</summary>
internal sealed class KafkaLook(KafkaOptions options, TimeSpan patience, TimeProvider time) : IDisposable
{
    /// <summary>Why a check that needs Kafka does not say anything.</summary>
    public const string Away = "Kafka does not answer";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lazy<KafkaContact?> _contact = new(() =>
    {
        try
        {
            return new KafkaContact(options, options.BootstrapServers, patience);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            // KafkaAddressCheck says what the client does not take.
            return null;
        }
    });

    private readonly Lock _lock = new();
    private Task<(Metadata? Metadata, Error? Error)>? _answer;

    /// <summary>The requests that brokers understand.</summary>
    public BrokerRequests Requests => _contact.Value!.Requests;

    /// <summary>How long a question may take.</summary>
    public TimeSpan Patience => patience;

    private IAdminClient Admin => _contact.Value!.Admin;

    /// <summary>Brokers and topics; null when Kafka does not answer, which another check explains.</summary>
    public async Task<Metadata?> MetadataAsync(CancellationToken stop)
    {
        if (_contact.Value is not { } contact)
        {
            return null;
        }

        Task<(Metadata? Metadata, Error? Error)> answer;
        lock (_lock)
        {
            answer = _answer ??= contact.AskAsync(CancellationToken.None);
        }

        return (await answer.WaitAsync(stop)).Metadata;
    }

    /// <summary>Asks until the answer is none that passes by itself, or the time is over.</summary>
    /// <exception cref="KafkaException">The last answer.</exception>
    public async Task<T> AskAsync<T>(Func<IAdminClient, Task<T>> question, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await question(Admin).WaitAsync(stop);
            }
            catch (KafkaException e) when (KafkaProblem.Passes(KafkaProblem.Cause(e)) && time.GetElapsedTime(began) < patience)
            {
                await Task.Delay(Pause, time, stop);
            }
        }
    }

    /// <summary>Topics that are there.</summary>
    public static IReadOnlyDictionary<string, TopicMetadata> Topics(Metadata metadata) =>
        metadata.Topics.Where(topic => !topic.Error.IsError).ToDictionary(topic => topic.Topic);

    public void Dispose()
    {
        if (_contact.IsValueCreated)
        {
            _contact.Value?.Dispose();
        }
    }
}
