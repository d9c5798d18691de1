namespace GridFlow.Decoding;

/// <summary>What GridFlow asks of a schema registry.</summary>
/// <remarks>Each call is one try: <see cref="SchemaRegistryUnavailableException"/> says that it may be repeated.</remarks>
public interface ISchemaRegistry
{
    /// <summary>Address for messages.</summary>
    string Address { get; }

    /// <summary>Looks a writer schema up.</summary>
    /// <param name="schemaId">Id from a record's header.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The schema as Avro JSON, or null when the registry answers that it has none of this id.</returns>
    /// <exception cref="SchemaRegistryUnavailableException">The registry did not answer, or not with a schema.</exception>
    Task<string?> FindSchemaAsync(long schemaId, CancellationToken cancellationToken);

    /// <summary>Registers a schema under a subject, or finds it there.</summary>
    /// <param name="subject">For example <c>sensor-readings-value</c>.</param>
    /// <param name="schema">Avro JSON.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="SchemaRegistryUnavailableException">The registry did not answer.</exception>
    /// <exception cref="SchemaRejectedException">The registry answered no: incompatible, forbidden, unparsable.</exception>
    Task<long> RegisterAsync(string subject, string schema, CancellationToken cancellationToken);
}
