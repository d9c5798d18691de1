using System.Collections.Concurrent;
using Confluent.Kafka;
using GridFlow.Sources;

namespace GridFlow.Control.Doctor.Kafka;

/// <summary>One client that asks brokers, and what it has heard of them on the way.</summary>
internal sealed class KafkaContact : IDisposable
{
    // How the client marks a line about a connection that came to nothing.
    private const string Failed = "FAIL";

    private readonly ConcurrentQueue<Error> _errors = new();
    private readonly TaskCompletionSource _hopeless = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _patience;
    private Task<Metadata>? _asked;
    private string? _lastFailure;

    /// <param name="options">How clients are configured.</param>
    /// <param name="servers">Whom to ask.</param>
    /// <param name="patience">How long.</param>
    /// <exception cref="InvalidOperationException">The client does not take a property.</exception>
    /// <exception cref="ArgumentException">The client does not take a value.</exception>
    public KafkaContact(KafkaOptions options, string servers, TimeSpan patience)
    {
        _patience = patience;
        var config = KafkaClientConfig.Admin(options);
        config.BootstrapServers = servers;
        // The only way to learn which requests a broker understands: no interface of the client tells.
        config.Debug = "feature";
        Admin = new AdminClientBuilder(config).SetErrorHandler((_, error) => Note(error)).SetLogHandler((_, line) => Note(line)).Build();
    }

    public IAdminClient Admin { get; }

    /// <summary>The requests that brokers understand.</summary>
    public BrokerRequests Requests { get; } = new();

    /// <summary>Asks for brokers and topics.</summary>
    /// <returns>The answer, or the error that tells most about why there is none.</returns>
    public async Task<(Metadata? Metadata, Error? Error)> AskAsync(CancellationToken stop)
    {
        _asked ??= Task.Run(() => Admin.GetMetadata(_patience), CancellationToken.None);
        // The call itself goes on trying to the end of its time; a client that has said that no broker is up will hardly say otherwise.
        if (await Task.WhenAny(_asked, _hopeless.Task).WaitAsync(stop) != _asked)
        {
            return (null, Telling());
        }

        try
        {
            return (await _asked, null);
        }
        catch (KafkaException e)
        {
            return (null, Telling() ?? e.Error);
        }
    }

    /// <summary>A client must not be closed under a call, so it is closed behind it.</summary>
    public void Dispose() => (_asked ?? Task.CompletedTask).ContinueWith(_ => Admin.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private void Note(Error error)
    {
        _errors.Enqueue(error);
        if (error.Code is ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Authentication or ErrorCode.Local_Ssl)
        {
            _hopeless.TrySetResult();
        }
    }

    private void Note(LogMessage line)
    {
        Requests.Note(line.Message);
        if (line.Facility == Failed)
        {
            _lastFailure = line.Message;
        }
    }

    /// <summary>"All brokers are down" tells nothing; what happened before does. A connection that is closed at once, as by a broker that expects TLS, is only logged.</summary>
    private Error? Telling() => _errors.LastOrDefault(error => error.Code != ErrorCode.Local_AllBrokersDown)
        ?? (_lastFailure is null ? _errors.LastOrDefault() : new Error(ErrorCode.Local_AllBrokersDown, _lastFailure));
}
