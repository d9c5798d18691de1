namespace GridFlow.Control.Configuration;

/// <summary>How OTLP is spoken.</summary>
public enum OtlpProtocol
{
    /// <summary>gRPC; collectors listen on 4317.</summary>
    Grpc,

    /// <summary>Protobuf over HTTP/1.1; collectors listen on 4318.</summary>
    Http,
}
