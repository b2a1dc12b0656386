plugins {
  kotlin("jvm") version "2.0.21"
  id("com.apollographql.apollo") version "4.1.0"
}

repositories { mavenCentral() }

dependencies {
  implementation("com.apollographql.apollo:apollo-runtime:4.1.0")
}

apollo {
  service("promotions") {
    // Finds src/main/graphql/schema.graphqls and the documents beside it.
    packageName.set("com.example.promotions")
    mapScalarToKotlinString("DateTime")
    // The manifest for TRUSTED_DOCUMENTS_FILE.
    operationManifestFormat.set("persistedQueryManifest")
  }
}
