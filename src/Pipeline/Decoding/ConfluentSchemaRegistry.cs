using System.Net;
using Confluent.SchemaRegistry;

namespace GridFlow.Decoding;

/// <summary><see cref="ISchemaRegistry"/> over Confluent's client.</summary>
public sealed class ConfluentSchemaRegistry : ISchemaRegistry, IDisposable
{
    /// <summary>The registry's own word for "no schema of this id".</summary>
    private const int SchemaNotFound = 40403;

    private const int SubjectNotFound = 40401;

    private readonly CachedSchemaRegistryClient _client;
    private readonly TimeSpan _requestTimeout;

    /// <summary>Makes a client; nothing is asked yet.</summary>
    public ConfluentSchemaRegistry(SchemaRegistryOptions options)
    {
        Address = options.Url;
        _requestTimeout = options.RequestTimeout;
        _client = new CachedSchemaRegistryClient(new SchemaRegistryConfig
        {
            Url = options.Url,
            RequestTimeoutMs = (int)options.RequestTimeout.TotalMilliseconds,
            // One call is one try: the caller retries, and shows that it does. The client counts tries, not repetitions: 0 would send nothing.
            MaxRetries = 1,
            BasicAuthCredentialsSource = AuthCredentialsSource.UserInfo,
            BasicAuthUserInfo = options.Username is null ? null : $"{options.Username}:{options.Password}",
        });
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public async Task<string?> FindSchemaAsync(long schemaId, CancellationToken cancellationToken)
    {
        // Confluent's API knows 4-byte ids; an 8-byte id beyond that range cannot be in it.
        if (schemaId is < 0 or > int.MaxValue)
        {
            return null;
        }

        try
        {
            return (await _client.GetSchemaAsync((int)schemaId).WaitAsync(_requestTimeout + _requestTimeout, cancellationToken)).SchemaString;
        }
        catch (SchemaRegistryException e) when (e.ErrorCode == SchemaNotFound || e.Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            // A bare 404 is not an answer about the id: a proxy gives one for a registry that is not there.
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new SchemaRegistryUnavailableException($"schema registry at {Address}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task<long> RegisterAsync(string subject, string schema, CancellationToken cancellationToken) =>
        await AskAsync(subject, () => _client.RegisterSchemaAsync(subject, schema), cancellationToken);

    /// <summary>Looks what a registration would meet, and registers nothing.</summary>
    /// <param name="subject">For example <c>sensor-readings-value</c>.</param>
    /// <param name="schema">Avro JSON.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SchemaRegistryUnavailableException">The registry did not answer.</exception>
    /// <exception cref="SchemaRejectedException">The registry does not let us ask.</exception>
    public Task<SubjectInspection> InspectAsync(string subject, string schema, CancellationToken cancellationToken)
    {
        var wanted = new Schema(schema, SchemaType.Avro);
        return AskAsync(subject, LookAsync, cancellationToken);

        async Task<SubjectInspection> LookAsync()
        {
            try
            {
                return new SubjectInspection(SubjectState.Registered, (await _client.LookupSchemaAsync(subject, wanted, ignoreDeletedSchemas: true)).Id);
            }
            catch (SchemaRegistryException e) when (e.ErrorCode == SubjectNotFound)
            {
                return new SubjectInspection(SubjectState.Absent, null);
            }
            catch (SchemaRegistryException e) when (e.ErrorCode == SchemaNotFound)
            {
                return new SubjectInspection(await _client.IsCompatibleAsync(subject, wanted) ? SubjectState.Compatible : SubjectState.Incompatible, null);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<T> AskAsync<T>(string subject, Func<Task<T>> question, CancellationToken cancellationToken)
    {
        try
        {
            return await question().WaitAsync(_requestTimeout + _requestTimeout, cancellationToken);
        }
        catch (SchemaRegistryException e) when (e.Status == HttpStatusCode.NotFound)
        {
            throw new SchemaRejectedException(
                $"{Address} answers HTTP 404: this is not the address of Confluent's registry API. Apicurio has it at …/apis/ccompat/v7 (SchemaRegistry:Url)", e);
        }
        catch (SchemaRegistryException e) when ((int)e.Status is >= 400 and < 500 and not 408 and not 429)
        {
            throw new SchemaRejectedException($"schema registry at {Address} refuses the schema of {subject}: {e.Message}", e);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new SchemaRegistryUnavailableException($"schema registry at {Address}: {e.Message}", e);
        }
    }
}
