using GridFlow.Readings;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Decoding.Inspection;

/// <summary>Looks at one record the way the pipeline does, for people. Asks the registry once and waits for nobody.</summary>
internal sealed class RecordInspector(ISchemaRegistry registry, DecodeLimits limits, SchemaIdLayout layout, TimeProvider time)
{
    private const string Ours = "gridflow.v1.SensorReading";

    private readonly int _headerLength = RegistryFraming.HeaderBytes(layout);

    /// <summary>Reads the value as far as it goes and lets the pipeline's own decoder judge it.</summary>
    /// <param name="value">The record's value.</param>
    /// <param name="brokerTimestampMs">Its timestamp, ms since 1970; −1 when it has none.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<RecordInspection> InspectAsync(byte[]? value, long brokerTimestampMs, CancellationToken cancellationToken)
    {
        if (value is null || value.Length < _headerLength || value[0] != RegistryFraming.Magic)
        {
            return new RecordInspection(null, null, [], null, await JudgeAsync(value, brokerTimestampMs, null, cancellationToken), null);
        }

        var schemaId = RegistryFraming.ReadSchemaId(value, layout);
        string? schema = null;
        string? away = null;
        try
        {
            schema = await registry.FindSchemaAsync(schemaId, cancellationToken);
        }
        catch (SchemaRegistryUnavailableException e)
        {
            away = e.Message;
        }

        var fields = FieldWalk.Read(schema ?? GridFlowSchemas.SensorReading, value[_headerLength..], _headerLength, out var stopped);
        var readAs = schema is not null ? $"schema {schemaId} of {registry.Address}"
            : away is not null ? $"{Ours}, a guess: the registry does not answer"
            : $"{Ours}, a guess: the registry has no schema {schemaId}";
        var fault = away is null ? await JudgeAsync(value, brokerTimestampMs, schema, cancellationToken) : DecodeFault.None;
        return new RecordInspection(schemaId, readAs, fields, stopped, fault, away);
    }

    private async Task<DecodeFault> JudgeAsync(byte[]? value, long brokerTimestampMs, string? schema, CancellationToken cancellationToken)
    {
        using var schemas = new SchemaCache(new AnsweredRegistry(registry.Address, schema), TimeSpan.FromHours(1), new ConditionBoard(NullLogger.Instance), time);
        var batch = new ReadingBatch(1);
        batch.Start(partition: 0, epoch: 0, polledAt: 0);
        batch.Add(new RawRecord
        {
            BrokerTimestampMs = brokerTimestampMs,
            Key = ByteRange.Null,
            Headers = ByteRange.Null,
            Value = value is null ? ByteRange.Null : batch.Append(value),
        });
        await new BatchDecoder(schemas, limits, layout).DecodeAsync(batch, cancellationToken);
        return batch.DeadLetters is [var deadLetter] ? new DecodeFault(deadLetter.Code, deadLetter.Message) : DecodeFault.None;
    }
}
